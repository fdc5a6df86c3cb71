"""A loop: arrows from each of several stations to the next, round an ellipse."""

from dataclasses import dataclass
from math import cos, pi, sin

HEAD = 13


@dataclass(frozen=True)
class Arrow:
    """From one station to the next: `line` is an arc, `head` a point half-way on it, both as SVG path data."""

    line: str
    head: str


def arrows(stations: int, *, centre: tuple[int, int], radii: tuple[int, int], clear: float) -> list[Arrow]:
    """Clockwise, the first station on top. clear: the share of the way between two that is kept free at each end."""
    turn = 2 * pi / stations
    starts = [-pi / 2 + turn * number for number in range(stations)]
    return [_arrow(start + clear * turn, start + (1 - clear) * turn, centre, radii) for start in starts]


def _arrow(start: float, end: float, centre: tuple[int, int], radii: tuple[int, int]) -> Arrow:
    (x, y), (x2, y2) = (_at(angle, centre, radii) for angle in (start, end))
    half = (start + end) / 2
    across, down = -radii[0] * sin(half), radii[1] * cos(half)
    length = (across**2 + down**2) ** 0.5
    dx, dy = HEAD * across / length, HEAD * down / length
    tip_x, tip_y = _at(half, centre, radii)
    return Arrow(
        line=f"M{x:.1f} {y:.1f}A{radii[0]} {radii[1]} 0 0 1 {x2:.1f} {y2:.1f}",
        head=f"M{tip_x - dx + dy:.1f} {tip_y - dy - dx:.1f}L{tip_x:.1f} {tip_y:.1f}"
        f"L{tip_x - dx - dy:.1f} {tip_y - dy + dx:.1f}",
    )


def _at(angle: float, centre: tuple[int, int], radii: tuple[int, int]) -> tuple[float, float]:
    return centre[0] + radii[0] * cos(angle), centre[1] + radii[1] * sin(angle)
