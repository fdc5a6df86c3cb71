"""Plots of land: corners in degrees, and the interior by which two are compared.

Coordinates are whole millionths of a degree (11 cm on a meridian). The interior is the outline drawn in by
half a metre, so that neighbours who share an edge, or whose surveys differ by a hand, do not overlap.
"""

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from ledger import errors

Point = tuple[int, int]
MICRO = 1_000_000
DRAWN_IN = 5
MOST_CORNERS = 500
METRES_PER_MICRODEGREE = 0.111195


def outline(corners: object) -> list[Point]:
    """Corners [[latitude, longitude], ...] as (x, y) in millionths of a degree, anticlockwise. Raises BadInput."""
    if not isinstance(corners, Sequence) or isinstance(corners, str) or not 3 <= len(corners) <= MOST_CORNERS:
        raise errors.BadInput("outline", corners, f"3 to {MOST_CORNERS} corners, each [latitude, longitude]")
    points = [_point(corner, f"outline[{number}]") for number, corner in enumerate(corners)]
    if points[0] == points[-1]:
        points.pop()
    if len(set(points)) < max(3, len(points)):
        raise errors.BadInput("outline", corners, "at least 3 corners, none of them twice")
    if max(x for x, _ in points) - min(x for x, _ in points) > 180 * MICRO:
        raise errors.BadInput("outline", corners, "a plot on one side of the 180th meridian: split it there")
    if _crosses_itself(points):
        raise errors.BadInput("outline", corners, "corners in their order along an edge that does not cross itself")
    area = _doubled_area(points)
    if not area:
        raise errors.BadInput("outline", corners, "corners that are not all on one line")
    return points if area > 0 else points[::-1]


def interior(points: list[Point]) -> list[tuple[float, float]]:
    """The outline drawn in. Raises BadInput where a plot is too narrow for it."""
    drawn = [
        _inward(points[number - 1], here, points[(number + 1) % len(points)]) for number, here in enumerate(points)
    ]
    if _doubled_area(drawn) <= 0 or _crosses_itself(drawn):
        raise errors.BadInput("outline", f"{area_ha(points)} ha", "a plot more than two metres wide everywhere")
    return drawn


def area_ha(points: list[Point]) -> Decimal:
    """The area in hectares, as on a plane at the plot's mean latitude: right to 1 % up to some tens of kilometres."""
    latitude = math.radians(sum(y for _, y in points) / len(points) / MICRO)
    square_metres = abs(_doubled_area(points)) / 2 * METRES_PER_MICRODEGREE**2 * math.cos(latitude)
    return Decimal(square_metres / 10_000).quantize(Decimal("0.0001"))


def _point(corner: object, field: str) -> Point:
    if not isinstance(corner, Sequence) or isinstance(corner, str) or len(corner) != 2:
        raise errors.BadInput(field, corner, "[latitude, longitude]")
    latitude, longitude = _degrees(corner[0], 90, field), _degrees(corner[1], 180, field)
    return longitude, latitude


def _degrees(given: object, most: int, field: str) -> int:
    try:
        degrees = Decimal(str(given))
        if degrees.is_finite() and abs(degrees) <= most:
            return int((degrees * MICRO).to_integral_value())
    except InvalidOperation:
        pass
    raise errors.BadInput(field, given, f"degrees from -{most} to {most}")


def _doubled_area(points: Sequence[tuple[float, float]]) -> float:
    return sum(points[number - 1][0] * y - x * points[number - 1][1] for number, (x, y) in enumerate(points))


def _inward(before: Point, here: Point, following: Point) -> tuple[float, float]:
    """The corner moved in so that both its edges are drawn in: along the bisector, at most four times as far."""
    inx, iny = _unit(before, here)
    outx, outy = _unit(here, following)
    normalx, normaly = -(iny + outy), inx + outx
    length = math.hypot(normalx, normaly)
    if length < 1e-9:
        return here[0] - DRAWN_IN * outx, here[1] - DRAWN_IN * outy
    far = DRAWN_IN / max(length / 2, 0.25) / length
    return here[0] + normalx * far, here[1] + normaly * far


def _unit(start: Point, end: Point) -> tuple[float, float]:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _crosses_itself(points: Sequence[tuple[float, float]]) -> bool:
    edges = [(points[number - 1], point) for number, point in enumerate(points)]
    return any(
        _cross(first, second)
        for number, first in enumerate(edges)
        for second in edges[number + 2 : len(edges) - (number == 0)]
    )


def _cross(first: tuple, second: tuple) -> bool:
    (a, b), (c, d) = first, second
    return _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)


def _side(start: tuple, end: tuple, point: tuple) -> int:
    turn = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return (turn > 0) - (turn < 0)
