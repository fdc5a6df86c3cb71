"""Bars that lie on a common line: one for each label, in the order that is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.plumbing.charts import scales

HEIGHT, BAR, GAP = 180, 44, 20
LEFT, TOP, BOTTOM = 78, 12, 26


@dataclass(frozen=True)
class Bar:
    """One bar, in the drawing's units; `middle` is where its label stands."""

    label: str
    value: Decimal
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Tick:
    """A line across at a round value."""

    value: Decimal
    y: int


@dataclass(frozen=True)
class Bars:
    """All of them, with the lines behind and the size of the whole."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    left: int
    width: int
    height: int

    @property
    def baseline(self) -> int:
        return self.height - BOTTOM


def standing(values: Sequence[tuple[str, Decimal]]) -> Bars:
    """Standing bars over a line at zero. values: label and value, none below zero."""
    marks = scales.ticks(max((value for _, value in values), default=Decimal(0)))
    room = HEIGHT - TOP - BOTTOM

    def up(value: Decimal) -> int:
        return round(value / marks[-1] * room)

    bars = tuple(
        Bar(label, value, LEFT + GAP + number * (BAR + GAP), TOP + room - up(value), BAR, up(value))
        for number, (label, value) in enumerate(values)
    )
    lines = tuple(Tick(mark, TOP + room - up(mark)) for mark in marks)
    return Bars(bars, lines, LEFT, LEFT + GAP + max(1, len(values)) * (BAR + GAP), HEIGHT)
