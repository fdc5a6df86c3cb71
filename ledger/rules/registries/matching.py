"""Matching: which issuance each retirement or cancellation of a project uses up.

The answer depends on what the rows say and never on the order in which they were read, so a file that comes in
another order, in two parts or twice ends the same. Nothing is ever used up beyond what was issued.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from ledger.rules.registries.serials import Serials


class Unmatched(StrEnum):
    """Why a retirement or cancellation uses up no issuance."""

    NOT_ISSUED = "not-issued"
    OTHER_SERIALS = "other-serials"
    REACHES_PAST = "reaches-past"
    AMBIGUOUS = "ambiguous"
    NOTHING_LEFT = "nothing-left"


REASONS = {
    Unmatched.NOT_ISSUED: "No issuance of this project and vintage has been read that it could use up.",
    Unmatched.OTHER_SERIALS: "The block is known, and these serials are not among those issued in it.",
    Unmatched.REACHES_PAST: "Its serials reach past those of the block that was issued.",
    Unmatched.AMBIGUOUS: "Several issuances of this project and vintage could be meant, and it names none.",
    Unmatched.NOTHING_LEFT: "More would be used up than was issued.",
}


class Issued(NamedTuple):
    """An issuance as matching sees it. quantity in grams."""

    id: UUID
    serials: Serials
    vintage: int | None
    quantity: int
    issued_on: date | None


class Used(NamedTuple):
    """A retirement or cancellation as matching sees it. quantity in grams; `tie` orders what is otherwise equal."""

    id: UUID
    serials: Serials
    vintage: int | None
    quantity: int
    used_on: date | None
    tie: tuple[str, int]


class Match(NamedTuple):
    """The issuance that a row uses up, or why there is none."""

    used: UUID
    issued: UUID | None
    reason: Unmatched | None


def match(issued: Sequence[Issued], used: Iterable[Used]) -> list[Match]:
    """A match for every row of one project in one registry.

    A row that names serials takes the block that holds them. A row that names none, or a block of a registry
    whose issuances carry no serials, takes the only issuance of its vintage that was there by then and is
    large enough; where there are several, none. Where more is asked than was issued, the earliest rows take effect.
    """
    by_block, by_vintage = defaultdict(list), defaultdict(list)
    for one in issued:
        if one.serials.block:
            by_block[one.serials.block].append(one)
        if one.serials.first is None:
            by_vintage[one.vintage].append(one)
    left = {one.id: one.quantity for one in issued}
    return [_settled(row, _candidates(row, by_block, by_vintage), left) for row in sorted(used, key=_order)]


def _order(row: Used) -> tuple[date, str, int, tuple[str, int]]:
    """Earliest first, the undated last, then by serial; `tie` makes the order whole."""
    return row.used_on or date.max, row.serials.block, row.serials.first or 0, row.tie


def _candidates(
    row: Used, by_block: dict[str, list[Issued]], by_vintage: dict[int | None, list[Issued]]
) -> list[Issued] | Unmatched:
    if in_block := by_block.get(row.serials.block):
        return _holding(row.serials, in_block)
    could_be = [
        one
        for one in by_vintage.get(row.vintage, [])
        if not (row.serials.block and one.serials.block)  # each names a block, and they differ
        and one.quantity >= max(row.quantity, (row.serials.last or 0) * 1_000_000)
        and (row.used_on is None or one.issued_on is None or one.issued_on <= row.used_on)
    ]
    return could_be or Unmatched.NOT_ISSUED


def _holding(serials: Serials, in_block: list[Issued]) -> list[Issued] | Unmatched:
    """The issuance of the block that holds these serials; the whole block where its tonnes are not numbered."""
    if serials.first is None or serials.last is None:
        return in_block
    touching = [one for one in in_block if _touch(one.serials, serials)]
    holding = [one for one in touching if _holds(one.serials, serials)]
    return holding or (Unmatched.REACHES_PAST if touching else Unmatched.OTHER_SERIALS)


def _touch(issued: Serials, used: Serials) -> bool:
    return (issued.first or 0) <= (used.last or 0) and (used.first or 0) <= (issued.last or 0)


def _holds(issued: Serials, used: Serials) -> bool:
    return (issued.first or 0) <= (used.first or 0) and (used.last or 0) <= (issued.last or 0)


def _settled(row: Used, candidates: list[Issued] | Unmatched, left: dict[UUID, int]) -> Match:
    if isinstance(candidates, Unmatched):
        return Match(row.id, None, candidates)
    if len(candidates) > 1:
        return Match(row.id, None, Unmatched.AMBIGUOUS)
    target = candidates[0].id
    if left[target] < row.quantity:
        return Match(row.id, None, Unmatched.NOTHING_LEFT)
    left[target] -= row.quantity
    return Match(row.id, target, None)
