"""Pledges: how their states follow one another, and when which instalment is due."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger import errors

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
    *, cadence: str, instalment_cents: int, cap_cents: int, starts_on: date, ends_on: date | None, until: date
) -> list[Instalment]:
    """What fell due up to and on a day, never more than the cap in all; the last one is what the cap leaves.

    A month without the day of the first instalment (the 31st) has it on its last day.
    """
    due: list[Instalment] = []
    left = cap_cents
    for due_on in _days(cadence, starts_on):
        if not left or due_on > until or (ends_on and due_on > ends_on):
            return due
        due.append(Instalment(due_on, min(instalment_cents, left)))
        left -= due[-1].cents
    return due


def _days(cadence: str, starts_on: date) -> Iterator[date]:
    yield starts_on
    month = starts_on.month
    while cadence == "monthly":
        month += 1
        year, zero_based = divmod(starts_on.year * 12 + month - 1, 12)
        if year > date.max.year:
            return
        last = calendar.monthrange(year, zero_based + 1)[1]
        yield date(year, zero_based + 1, min(starts_on.day, last))
