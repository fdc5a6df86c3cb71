"""What pledges still bring: instalments that fell due and have not arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from ledger.models import Fund, Pledge
from ledger.rules import batches, pledges
from ledger.rules.pledges import Instalment

PENDING, DUE, RECEIVED, PAUSED, FULFILLED, CANCELLED = "pending", "due", "received", "paused", "fulfilled", "cancelled"
ENDED = {Pledge.State.FULFILLED: FULFILLED, Pledge.State.WITHDRAWN: CANCELLED, Pledge.State.PAUSED: PAUSED}


@dataclass(frozen=True)
class Standing:
    """Where a pledge is: `state`, cents that arrived, what is asked for now and since when, and what comes next."""

    state: str
    arrived: int
    due: tuple["Receivable", ...]
    next: Instalment | None

    @property
    def due_cents(self) -> int:
        return sum(each.cents for each in self.due)

    @property
    def due_since(self) -> date | None:
        return self.due[0].due_on if self.due else None


@dataclass(frozen=True)
class Receivable:
    """Cents of an instalment that a funder owes since a day; for the treasurer, who asks for them."""

    pledge: Pledge
    due_on: date
    cents: int


def receivable(*, on: date, fund: Fund | None = None) -> Iterator[Receivable]:
    """Instalments due up to a day that have not arrived; what arrived pays for the oldest first."""
    asked: QuerySet[Pledge] = Pledge.objects.active().filter(starts_on__lte=on).select_related("funder", "fund__agent")
    if fund:
        asked = asked.filter(fund=fund)
    for pledge in asked.annotate(arrived=Sum("receipts__cents")):
        yield from _of(pledge, pledge.arrived or 0, on)


def late(fund: Fund, on: date) -> list[Receivable]:
    """What fell due up to a day and did not arrive, the oldest first; for the treasurer, and for nobody else."""
    return sorted(receivable(on=on, fund=fund), key=lambda each: (each.due_on, each.pledge.pk))


def with_arrived(asked: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """Each with `arrived`: the cents that came under it, None where nothing did."""
    return asked.annotate(arrived=Sum("receipts__cents"))


def standing(pledge: Pledge, on: date) -> Standing:
    """Where a pledge, read `with_arrived`, is on that day."""
    arrived: int = getattr(pledge, "arrived") or 0  # noqa: B009  (annotated, so that the type knows nothing of it)
    if ended := ENDED.get(Pledge.State(pledge.state)):
        return Standing(ended, arrived, (), None)
    due = tuple(_of(pledge, arrived, on))
    state = DUE if due else RECEIVED if arrived else PENDING
    return Standing(state, arrived, due, _next(pledge, on))


def _next(pledge: Pledge, on: date) -> Instalment | None:
    """The first instalment after a day, if the terms have one."""
    day = on if pledge.starts_on <= on else pledge.starts_on - timedelta(days=1)
    later = pledges.day_after(cadence=pledge.cadence, starts_on=pledge.starts_on, day=day)
    known, more = _instalments(pledge, on), _instalments(pledge, later) if later else []
    return more[-1] if len(more) > len(known) else None


def _instalments(pledge: Pledge, until: date) -> list[Instalment]:
    return pledges.instalments(
        cadence=pledge.cadence, instalment_cents=pledge.instalment_cents, cap_cents=pledge.cap_cents,
        starts_on=pledge.starts_on, ends_on=pledge.ends_on, until=until,
    )  # fmt: skip


def _of(pledge: Pledge, arrived: int, on: date) -> Iterator[Receivable]:
    due = _instalments(pledge, on)
    paid, _ = batches.draw(arrived, ((instalment, instalment.cents) for instalment in due))
    covered = dict(paid)
    for instalment in due:
        if open_cents := instalment.cents - covered.get(instalment, 0):
            yield Receivable(pledge, instalment.due_on, open_cents)
