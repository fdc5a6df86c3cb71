"""A world with something of everything in it, made once by the product's own actions, for every page to show."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from commons.actions import invitations
from commons.models import Agent, User
from config.plumbing import notifications, transactions
from ledger.actions import (
    accreditations,
    corrections,
    evidence,
    external,
    imports,
    moderation,
    objections,
    payouts,
    receipts,
    retirements,
    reversals,
    verifications,
)
from ledger.actions.external import Immobilised
from ledger.models import Account, Batch, Claim, Entry, ExternalIssuance, ExternalProject, Payout
from ledger.queries import claims as queries
from tests.factories import claims, files, funds, people, registries

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Who opens pages, and as whom of the cast. A steward is also a person; what each may see stands in pages.py.
CAST = {
    "person": "Chidi",
    "claimant": "Bela",
    "steward": "Asha",
    "verifier": "Dara",
    "funder": "Funmi",
    "treasurer": "Tariq",
    "operator": "Ode",
}


class World:
    """What pages are about, by the names that pages.py asks for."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.chidi, self.bela, self.asha, self.dara, self.funmi = (
            people.person(name) for name in ("Chidi", "Bela", "Asha", "Dara", "Funmi")
        )
        self.ode = people.operator()
        User.objects.filter(agent=self.ode).update(is_superuser=True)
        both_factors(self.ode)
        self.solar = people.collective("Rhondda Solar", steward=self.asha, members=(self.bela,))
        self._accredit()
        self._fund_claims()
        self._file_claims()
        self._import()
        self._send_letters()

    def _accredit(self) -> None:
        with transactions.edge():
            self.accreditation = accreditations.grant(
                verifier=self.dara, families=("heating", "afforestation", "external"), first_day=date(2025, 1, 1),
                last_day=self.now.date() + timedelta(days=365), basis="founding", at=claims.NOW - timedelta(days=400),
            )  # fmt: skip

    def _fund_claims(self) -> None:
        """A fund that paid for two claims and a half; one payout is stuck, one on its way. Tokens retired, and lost."""
        self.fund = funds.fund()
        funds.treasurer(self.fund)
        self.price = funds.price(self.fund)
        self.pledge = funds.pledge(self.funmi, self.fund, 20_000)
        self.receipt = funds.arrival(self.pledge)
        self.grant = funds.grant(self.fund, 60_000, payer=self.solar)
        funds.price(self.fund, family="afforestation")
        for claimant in ("Bela", "Asha", "Chidi"):
            funds.due(claimant)
        funds.many_due(1, claimants=[self.asha], methodology="gs403", family="afforestation")
        funds.price(funds.fund("Warm Homes Fund"), family="insulation")
        self.run = funds.run()
        self.batch = Batch.objects.get(claim__claimant=self.bela)
        self.claim = self.batch.claim
        self.burnt = Batch.objects.get(claim__family="afforestation")
        with transactions.edge():
            self.retirement = retirements.retire(
                by=self.funmi, acting_for=self.funmi, batch=self.batch, quantity_g=100_000, beneficiary="Our street"
            )
            self.reversal = reversals.reverse(
                by=self.ode, batch=self.burnt, quantity_g=200_000, reason="The plot burnt.", occurred_at=claims.NOW
            )
            arrived = Entry.objects.about(self.grant).first()
            back = {
                "by": self.ode,
                "receipt": self.grant,
                "cents": 100,
                "reason": "Too much.",
                "bank_reference": "BACK 1",
            }
            corrections.correct(
                by=self.ode, entry=arrived, reason="A euro too much.", act=lambda: receipts.refund(**back)
            )
            stuck, paid, *_ = Payout.objects.order_by("id")
            self.stuck = payouts.refuse(by=self.ode, payout=stuck, refusal="account_closed")
            self.paid = payouts.confirm(by=self.ode, payout=paid, bank_reference="PAID 1")
        self.prepared = Payout.objects.filter(state="prepared").first()
        self.entry = Entry.objects.about(self.batch).first()

    def _file_claims(self) -> None:
        """Claims of Bela in every other state that a claim may be in."""
        bela, dara, now = self.bela, self.dara, self.now
        self.draft = claims.draft(bela)
        with transactions.edge():
            self.evidence = evidence.add(by=bela, claim=self.draft, upload=files.upload(), at=now)
        self.in_review = self._assigned(claims.submitted(bela, at=now))
        self.undeclared = self._assigned(claims.submitted(bela, at=now))
        self.asked_back = self._assigned(claims.submitted(bela, at=now))
        with transactions.edge():
            verifications.declare(by=dara, claim=self.in_review, at=now)
            until = now + timedelta(days=30)
            verifications.ask_back(by=dara, claim=self.asked_back, question="Which boiler?", until=until, at=now)
        self.waits_for_peer = claims.submitted(self.solar, by=self.asha, at=now, tier="peer-verified")
        self.verified = self._approved(claims.submitted(bela, at=now))
        self.suspended = self._approved(claims.submitted(bela, at=now))
        with transactions.edge():
            self.objection = objections.raise_(by=self.chidi, claim=self.suspended, reasons="It was there.", at=now)
        for name in ("draft", "in_review", "undeclared", "asked_back", "waits_for_peer", "verified", "suspended"):
            getattr(self, name).refresh_from_db()

    def _assigned(self, claim: Claim) -> Claim:
        with transactions.edge():
            return verifications.assign(claim=claim, at=self.now)

    def _approved(self, claim: Claim) -> Claim:
        assigned = self._assigned(claim)
        beside = queries.overlaps(assigned).exists()
        return claims.approve(assigned, self.dara, self.now, claims.MET_WITH_OVERLAPS if beside else claims.MET)

    def _import(self) -> None:
        """Blocks of another registry, one of them retired in part, and a claim on tonnes that are held immobile."""
        rows = registries.issued(5001, 6000), registries.retired(5001, 5100)
        imports.read_registry(stream=registries.sheet(*rows), name="file.csv", today=self.now.date())
        self.issuance = ExternalIssuance.objects.get()
        self.project = ExternalProject.objects.get()
        proof = files.upload(b"serial,state\n5101-6000,immobilised\n", "proof.csv")
        immobilised = Immobilised(issuance=self.issuance, first=5101, last=6000, place=people.place(), proofs=[proof])
        with transactions.edge():
            external.claim(by=self.asha, acting_for=self.asha, immobilised=immobilised, at=self.now)

    def _send_letters(self) -> None:
        """An invitation, a text that is withheld, and the link with which mail is stopped."""
        with transactions.edge():
            invited = invitations.invite(by=self.asha, collective=self.solar, email="gita@example.org", at=self.now)
            self.withholding = moderation.withhold(
                by=self.ode, subject=self.reversal, field="reason", ground="personal", reason="A name.", at=self.now
            )
        self.invitation = invitations.token(invited)
        self.stop = notifications.stop_token(self.chidi.user, "claims")

    @cached_property
    def held(self) -> Account:
        """Tokens of Bela's that no fund paid for."""
        return Account.objects.get(holder=self.bela, purpose="held", subject_id=self.batch.pk)

    @cached_property
    def sessions(self) -> dict[str, str]:
        """The cookie of everybody's session, by role."""
        return {role: session(people.person(name)) for role, name in CAST.items()}


def both_factors(agent: Agent) -> None:
    """They log in with a second factor, as staff must."""
    Authenticator.objects.get_or_create(user=agent.user, type=Authenticator.Type.TOTP, defaults={"data": {}})


def session(agent: Agent) -> str:
    """The key of a session in which they are logged in."""
    user = User.objects.get(agent=agent)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def row(model: type[Any]) -> Any:
    """Any row of the model."""
    return model._default_manager.order_by("pk").first()
