"""What needs an operator: each with how many there are, counted no further than anybody would read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from ledger.models import BankAccount, Claim, Objection, Payout, Run, Verification

MOST = 1_000
HANGS_AFTER = timedelta(days=3)
RUN_TAKES_AT_MOST = timedelta(hours=1)


@dataclass(frozen=True)
class Need:
    """Something to be seen to: a code, how many rows at most MOST, and since when the oldest waits."""

    code: str
    number: int
    since: datetime | None = None

    @property
    def is_more(self) -> bool:
        return self.number >= MOST


def refused(rows: QuerySet[Payout]) -> QuerySet[Payout]:
    """The bank did not pay, and nobody has said yet that it was put right."""
    return rows.filter(state=Payout.State.REFUSED)


def hanging(rows: QuerySet[Payout], at: datetime, after: timedelta = HANGS_AFTER) -> QuerySet[Payout]:
    """On their way for longer than banks take."""
    return rows.filter(state__in=[Payout.State.PREPARED, Payout.State.SENT], prepared_at__lt=at - after)


def without_bank_details(rows: QuerySet[Payout]) -> QuerySet[Payout]:
    """Prepared for a claimant who has not said where to."""
    theirs = BankAccount.objects.filter(agent=OuterRef("claimant"))
    return rows.filter(~Exists(theirs), state=Payout.State.PREPARED)


def overdue(rows: QuerySet[Verification], at: datetime) -> QuerySet[Verification]:
    """Not decided in time; the sweeper passes them on within a minute, if it runs."""
    return rows.filter(decided_at=None, released_at=None, due_at__lt=at)


def unfinished(rows: QuerySet[Run], at: datetime) -> QuerySet[Run]:
    """Begun longer ago than any takes, and never ended: killed, or stopped by a proof that failed."""
    return rows.filter(ended_at=None, started_at__lt=at - RUN_TAKES_AT_MOST)


def needs(at: datetime) -> list[Need]:
    """All that waits for somebody, the most pressing first; what there is none of is left out."""
    payouts = Payout.objects.order_by("prepared_at")
    asked: list[tuple[str, QuerySet, str]] = [
        ("runs_unfinished", unfinished(Run.objects.order_by("started_at"), at), "started_at"),
        ("payouts_refused", refused(payouts), "settled_at"),
        ("payouts_hanging", hanging(payouts, at), "prepared_at"),
        ("payouts_undirected", without_bank_details(payouts), "prepared_at"),
        ("objections_open", Objection.objects.filter(decided_at=None).order_by("raised_at"), "raised_at"),
        ("seats_overdue", overdue(Verification.objects.order_by("due_at"), at), "due_at"),
        ("claims_without_verifiers", Claim.objects.filter(waits_for="verifiers").order_by("filed_at"), "filed_at"),
    ]
    found = (_need(code, rows, since) for code, rows, since in asked)
    return [need for need in found if need.number]


def refusals() -> dict[str, int]:
    """How many payouts the banks refused, by the reason they gave."""
    rows = refused(Payout.objects.order_by()).values_list("refusal").annotate(number=Count("pk"))
    return dict(rows)


def _need(code: str, rows: QuerySet, since: str) -> Need:
    number = rows.order_by()[:MOST].count()
    return Need(code, number, rows.values_list(since, flat=True).first() if number else None)
