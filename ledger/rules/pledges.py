"""Pledges: how their states follow one another, and when which instalment is due."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger import errors

MONTHS = {"once": 0, "monthly": 1, "quarterly": 3, "yearly": 12}
TRANSITIONS = {
    ("active", "pause"): "paused",
    ("paused", "resume"): "active",
    ("active", "fulfil"): "fulfilled",
    ("paused", "fulfil"): "fulfilled",
    ("active", "withdraw"): "withdrawn",
    ("paused", "withdraw"): "withdrawn",
}


@dataclass(frozen=True)
class Instalment:
    """Cents that fall due on a day."""

    due_on: date
    cents: int


def after(state: str, verb: str) -> str:
    """The state that follows. Raises WrongState where the table has none."""
    if (state, verb) not in TRANSITIONS:
        raise errors.WrongState("pledge", state, verb)
    return TRANSITIONS[state, verb]


def instalments(
    *, cadence: str, instalment_cents: int, cap_cents: int | None, starts_on: date, ends_on: date | None, until: date
) -> list[Instalment]:
    """What fell due up to and on a day, never more than a cap in all; the last one is what the cap leaves.

    A month without the day of the first instalment (the 31st) has it on its last day.
    """
    due: list[Instalment] = []
    left = cap_cents
    for due_on in _days(cadence, starts_on):
        if left == 0 or due_on > until or (ends_on and due_on > ends_on):
            return due
        due.append(Instalment(due_on, instalment_cents if left is None else min(instalment_cents, left)))
        left = None if left is None else left - due[-1].cents
    return due


def day_after(*, cadence: str, starts_on: date, day: date) -> date | None:
    """The day of the first instalment after a day, whatever cap or end there is; None after a single one."""
    return next((due_on for due_on in _days(cadence, starts_on) if due_on > day), None)


def _days(cadence: str, starts_on: date) -> Iterator[date]:
    yield starts_on
    month, step = starts_on.month, MONTHS[cadence]
    while step:
        month += step
        year, zero_based = divmod(starts_on.year * 12 + month - 1, 12)
        if year > date.max.year:
            return
        last = calendar.monthrange(year, zero_based + 1)[1]
        yield date(year, zero_based + 1, min(starts_on.day, last))
