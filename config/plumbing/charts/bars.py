"""Bars that lie on a common line: one for each label, in the order that is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.plumbing.charts import scales

WIDTH, HEIGHT = 560, 240
LEFT, TOP, BOTTOM = 92, 12, 26
FEWEST, THICK = 5, Decimal("0.6")  # a few bars stay as thin as some more would be


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
    """A line across at a round value, and the value in words."""

    value: Decimal
    y: int
    text: str


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


def standing(values: Sequence[tuple[str, Decimal]], *, words: Callable[[Decimal], str] = str) -> Bars:
    """Standing bars over a line at zero. values: label and value, none below zero. words: a value as it is written."""
    marks = scales.ticks(max((value for _, value in values), default=Decimal(0)))
    room = HEIGHT - TOP - BOTTOM

    def up(value: Decimal) -> int:
        return round(value / marks[-1] * room)

    slot = (WIDTH - LEFT) // max(FEWEST, len(values))
    thick = round(slot * THICK)
    bars = tuple(
        Bar(label, value, LEFT + number * slot + (slot - thick) // 2, TOP + room - up(value), thick, up(value))
        for number, (label, value) in enumerate(values)
    )
    lines = tuple(Tick(mark, TOP + room - up(mark), words(mark)) for mark in marks)
    return Bars(bars, lines, LEFT, WIDTH, HEIGHT)
