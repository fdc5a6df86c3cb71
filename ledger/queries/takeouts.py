"""What the ledger keeps about a person, for their takeout."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from config.plumbing.takeouts import Files, Tables, rows_of
from ledger.models import (
    Account,
    Accreditation,
    Asset,
    BankAccount,
    Claim,
    Entry,
    Evidence,
    Funding,
    Objection,
    Payout,
    Pledge,
    Question,
    Receipt,
    Refund,
    Retirement,
    Reversal,
    Verification,
)


def tables(user: Any) -> Tables:
    """Claims with what stands behind them, what they judged, their money and tokens, and their lines of the record."""
    if user.agent_id is None:
        return
    yield from _claimed(user.agent_id)
    yield from _judged(user.agent_id)
    yield from _paid(user.agent_id)
    lines = Entry.objects.filter(Q(by=user.agent_id) | Q(acting_for=user.agent_id)).order_by("id")
    columns = ("id", "kind", "subject_kind", "subject_id", "occurred_at", "recorded_at", "body")
    yield "record", lines.values(*columns).iterator(chunk_size=1_000)


def files(user: Any) -> Files:
    """Evidence that they added, or that stands behind their claims, under its own name."""
    for found in _evidence(user.agent_id) if user.agent_id else ():
        if found.file.name and found.file.storage.exists(found.file.name):
            yield f"evidence/{found.pk}-{found.name.replace('/', '_')}", found.file.open("rb")


def _claimed(person: Any) -> Tables:
    claims = Claim.objects.filter(Q(claimant=person) | Q(filed_by=person)).order_by("id")
    yield "claims", rows_of(claims)
    yield "assets", rows_of(Asset.objects.filter(owner=person))
    yield "evidence", rows_of(Evidence.objects.filter(Q(claim__claimant=person) | Q(added_by=person)))
    found = Verification.objects.filter(claim__claimant=person, decided_at__isnull=False)
    yield "what-verifiers-found", found.values("claim", "outcome", "criteria", "reasons", "decided_at")
    yield "answers-to-verifiers", rows_of(Question.objects.filter(verification__claim__claimant=person))


def _judged(person: Any) -> Tables:
    yield "accreditations", rows_of(Accreditation.objects.filter(verifier=person))
    yield "verifications", rows_of(Verification.objects.filter(verifier=person))
    yield "questions", rows_of(Question.objects.filter(verification__verifier=person))
    yield "objections", rows_of(Objection.objects.filter(Q(by=person) | Q(decided_by=person)))


def _paid(person: Any) -> Tables:
    yield "bank-account", rows_of(BankAccount.objects.filter(agent=person))
    yield "pledges", rows_of(Pledge.objects.filter(funder=person))
    yield "receipts", rows_of(Receipt.objects.filter(Q(payer=person) | Q(funder=person)))
    yield "refunds", rows_of(Refund.objects.filter(receipt__payer=person))
    paid = Funding.objects.filter(Q(receipt__funder=person) | Q(batch__claimant=person))
    yield "fundings", rows_of(paid)
    yield "payouts", rows_of(Payout.objects.filter(claimant=person))
    yield "retirements", rows_of(Retirement.objects.filter(holder=person))
    yield "reversals", rows_of(Reversal.objects.filter(batch__claimant=person))
    yield "accounts", rows_of(Account.objects.filter(holder=person))


def _evidence(person: Any) -> Iterator[Evidence]:
    return Evidence.objects.filter(Q(claim__claimant=person) | Q(added_by=person)).iterator(chunk_size=100)
