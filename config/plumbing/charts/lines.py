"""A line over time, with a band about it for what is not sure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.plumbing.charts import scales
from config.plumbing.charts.bars import Tick

WIDTH, HEIGHT = 640, 220
LEFT, TOP, RIGHT, BOTTOM = 78, 12, 16, 26


@dataclass(frozen=True)
class Point:
    """A value with the range that it lies in: low <= value <= high."""

    label: str
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Mark:
    """Where a point stands in the drawing."""

    label: str
    x: int
    y: int


@dataclass(frozen=True)
class Lines:
    """The line and the band as SVG path data, the points, and the lines across."""

    line: str
    band: str
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    left: int = LEFT
    width: int = WIDTH
    height: int = HEIGHT


def drawn(points: Sequence[Point], *, words: Callable[[Decimal], str] = str) -> Lines:
    """Evenly along the width, in the order that is given; none is below zero. words: a value as it is written."""
    marks = scales.ticks(max((point.high for point in points), default=Decimal(0)))
    room = HEIGHT - TOP - BOTTOM
    apart = Decimal(WIDTH - LEFT - RIGHT) / max(1, len(points) - 1)

    def down(value: Decimal) -> int:
        return TOP + room - round(value / marks[-1] * room)

    xs = [LEFT + round(apart * number) for number in range(len(points))]
    middle = [(x, down(point.value)) for x, point in zip(xs, points, strict=True)]
    upper = [(x, down(point.high)) for x, point in zip(xs, points, strict=True)]
    lower = [(x, down(point.low)) for x, point in zip(xs, points, strict=True)]
    unsure = any(point.low != point.high for point in points)
    return Lines(
        line=_path(middle),
        band=f"{_path(upper + lower[::-1])}z" if unsure else "",
        marks=tuple(Mark(point.label, x, y) for point, (x, y) in zip(points, middle, strict=True)),
        ticks=tuple(Tick(mark, down(mark), words(mark)) for mark in marks),
    )


def _path(points: Sequence[tuple[int, int]]) -> str:
    return "".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(points))
