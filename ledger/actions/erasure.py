"""Erasing a person: what they were goes, and what they did on the record stays, pointing to nobody."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from commons.actions import farewells
from commons.models import Agent, Answer
from ledger import errors, permissions
from ledger.actions import claims, entries, pledges
from ledger.models import (
    Asset,
    BankAccount,
    Claim,
    Evidence,
    Objection,
    Pledge,
    Question,
    Retirement,
    Verification,
    Withholding,
)
from ledger.queries import erasing
from ledger.rules import claims as rules

TOMBSTONE = "erased person"


def erase(*, by: Agent, person: Agent, at: datetime) -> Agent:
    """Erase a person, asked by themselves or by an operator whom they asked.

    What is live is settled first: drafts go, claims that are not verified are withdrawn, seats as a verifier are passed
    on, pledges and memberships end. Then login, names, free texts, inputs, salts and files are deleted. Without its
    salt no commitment on the record can be tied to anything; the record itself does not change.
    Raises NotAllowed, and WrongState while money is on its way to them, or a collective would lose its last steward.
    """
    if by != person and not permissions.is_operator(by):
        raise errors.NotAllowed("A person is erased when they ask for it themselves, or by an operator.")
    locked = Agent.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at or locked.kind != Agent.Kind.PERSON:
        raise errors.WrongState("agent", "erased or a collective", "erase", ("a person",))
    if erasing.on_their_way(locked).exists():
        raise errors.WrongState("payout", "on its way", "erase", ("paid or refused",))
    if erasing.needing_them(locked).exists():
        raise errors.WrongState("collective", "without another steward", "erase", ("another was named",))
    _settle(by, locked, at)
    _become_a_tombstone(locked, at)
    _forget(locked)
    entries.record(kind="agent.erased", subject=locked, occurred_at=at)
    return locked


def _settle(by: Agent, person: Agent, at: datetime) -> None:
    drafts = Claim.objects.filter(claimant=person, state="draft")
    _delete_files(Evidence.objects.filter(claim__in=drafts))
    Evidence.objects.filter(claim__in=drafts).delete()
    drafts.delete()
    for claim in Claim.objects.filter(claimant=person, state__in=rules.from_which("withdraw")).order_by("id"):
        claims.withdraw_unasked(claims.lock(claim), by=None, at=at)
    for pledge in Pledge.objects.filter(funder=person, state__in=["active", "paused"]).order_by("id"):
        pledges.withdraw(by=person, pledge=pledge)
    seats = Verification.objects.filter(verifier=person, decided_at=None, released_at=None)
    Claim.objects.filter(verifications__in=seats, state="in_review").update(waits_for="verifiers")
    seats.update(released_at=at)


def _become_a_tombstone(person: Agent, at: datetime) -> None:
    farewells.part(person=person, at=at)
    person.name, person.place, person.erased_at = TOMBSTONE, None, at
    person.save(update_fields=["name", "place", "erased_at"])


def _forget(person: Agent) -> None:
    """What the laws let go once the agent is a tombstone."""
    Claim.objects.filter(claimant=person).update(inputs={}, statement="", salt=None)
    Asset.objects.filter(owner=person).update(name="erased", shown="", outline=None, salt=None)
    Verification.objects.filter(verifier=person).update(saved={}, notes={}, reasons="", salt=None)
    Question.objects.filter(verification__verifier=person).update(question="", salt=None)
    Question.objects.filter(verification__claim__claimant=person).exclude(answer="").update(answer="")
    Objection.objects.filter(by=person).update(reasons="", salt=None)
    BankAccount.objects.filter(agent=person).delete()
    Answer.objects.filter(agent=person).delete()
    Pledge.objects.filter(funder=person).update(benefit="")
    Retirement.objects.filter(holder=person).update(beneficiary="", reason="", salt=None)
    theirs = Evidence.objects.filter(Q(claim__claimant=person) | Q(added_by=person))
    _delete_files(theirs)
    theirs.update(file="", name="", sha256=None)
    withheld = Withholding.objects.filter(whose=person)
    _delete(withheld.filter(field="file").exclude(kept="").values_list("kept", flat=True))
    withheld.update(kept="", salt=None)


def _delete_files(evidence: QuerySet[Evidence]) -> None:
    _delete(evidence.exclude(file="").values_list("file", flat=True))


def _delete(named: Iterable[str]) -> None:
    """The files go once the rows that named them are gone for good."""
    blobs = list(named)

    def delete() -> None:
        for blob in blobs:
            default_storage.delete(blob)

    transaction.on_commit(delete)
