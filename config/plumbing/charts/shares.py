"""Shares of a whole, one beside the other on a single bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 1000
THINNEST = 4


@dataclass(frozen=True)
class Share:
    """One part: where it begins and how wide it is, of WIDTH. One that is not nothing can be seen."""

    name: str
    value: int
    start: int
    width: int


def stacked(parts: Sequence[tuple[str, int]]) -> list[Share]:
    """The parts in their order; together as wide as WIDTH, unless all are nothing. None is below zero."""
    whole = sum(value for _, value in parts)
    widths = [max(THINNEST, round(Decimal(value) / whole * WIDTH)) if value else 0 for _, value in parts]
    if whole:
        widest = max(range(len(widths)), key=lambda number: widths[number])
        widths[widest] += WIDTH - sum(widths)
    starts = [sum(widths[:number]) for number in range(len(widths))]
    return [Share(name, value, start, width) for (name, value), start, width in zip(parts, starts, widths, strict=True)]
