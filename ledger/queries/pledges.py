"""What pledges still bring: instalments that fell due and have not arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from ledger.models import Fund, Pledge
from ledger.rules import batches, pledges


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


def _of(pledge: Pledge, arrived: int, on: date) -> Iterator[Receivable]:
    due = pledges.instalments(
        cadence=pledge.cadence, instalment_cents=pledge.instalment_cents, cap_cents=pledge.cap_cents,
        starts_on=pledge.starts_on, ends_on=pledge.ends_on, until=on,
    )  # fmt: skip
    paid, _ = batches.draw(arrived, ((instalment, instalment.cents) for instalment in due))
    covered = dict(paid)
    for instalment in due:
        if open_cents := instalment.cents - covered.get(instalment, 0):
            yield Receivable(pledge, instalment.due_on, open_cents)
