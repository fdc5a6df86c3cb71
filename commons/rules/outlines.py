"""Outlines of countries: from a topology of shared borders to small paths on our map of the world.

Borders are simplified before they are put together, so that neighbours still share them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from config.plumbing.charts import projection

Point = tuple[float, float]
Ring = list[Point]
# In degrees: what is finer than this cannot be seen on a map as wide as a screen.
FINEST = 0.08
# In square units of the map: smaller islands are left out, unless a country would be left without a shape.
SMALLEST = 4.0


@dataclass(frozen=True)
class Outline:
    """One country: its ISO 3166 code, or none, and rings of (longitude, latitude) that stay within -180 and 180."""

    code: str
    rings: tuple[tuple[Point, ...], ...]

    @property
    def centre(self) -> Point:
        """The middle of its largest ring, as longitude and latitude."""
        return _centroid(max(self.rings, key=lambda ring: abs(_area(ring))))


def read(topology: Mapping[str, Any], codes: Mapping[str, str], finest: float = FINEST) -> list[Outline]:
    """The countries of a TopoJSON file. codes: its numbers to our codes; what has none stays without."""
    arcs = [_simplified(arc, finest) for arc in _arcs(topology)]
    found = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [_joined(ring, arcs) for polygon in polygons for ring in polygon]
        pieces = [tuple(piece) for ring in rings for piece in cut(ring)]
        found.append(Outline(codes.get(str(shape.get("id")), ""), tuple(piece for piece in pieces if len(piece) > 2)))
    return found


def cut(ring: Ring) -> Iterator[Ring]:
    """The ring in pieces that do not cross 180 degrees; one that goes round a pole is closed over it."""
    unwrapped = [ring[0]]
    for longitude, latitude in ring[1:]:
        last = unwrapped[-1][0]
        unwrapped.append((longitude - 360 * round((longitude - last) / 360), latitude))
    if abs(unwrapped[-1][0] - unwrapped[0][0]) > 180:
        pole = 90.0 if unwrapped[0][1] > 0 else -90.0
        unwrapped += [(unwrapped[-1][0], pole), (unwrapped[0][0], pole)]
    for turn in (-360, 0, 360):
        moved = [(longitude + turn, latitude) for longitude, latitude in unwrapped]
        piece = _beyond(_beyond(moved, -180, 1), 180, -1)
        if len(piece) > 2 and abs(_area(piece)) > 0:
            yield piece


def path(outline: Outline, smallest: float = SMALLEST) -> str:
    """The outline on the map, as the `d` of an SVG path in whole units; empty where all of it is off the map."""
    drawn = [_whole(ring) for ring in outline.rings if any(latitude > projection.SOUTH for _, latitude in ring)]
    drawn = [ring for ring in drawn if len(ring) > 2]
    large = [ring for ring in drawn if abs(_area(ring)) >= smallest]
    return "".join(_moves(ring) for ring in large or sorted(drawn, key=lambda ring: -abs(_area(ring)))[:1])


def _arcs(topology: Mapping[str, Any]) -> list[Ring]:
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for across, up in steps:
            x, y = x + across, y + up
            arc.append((x * wide + west, y * high + south))
        arcs.append(arc)
    return arcs


def _joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """The ring that these arcs make; a negative number is the arc of its complement, backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _simplified(arc: Ring, finest: float) -> Ring:
    """Douglas and Peucker's: a point stays if it is further than that from the line between those that stay."""
    if len(arc) < 3:
        return arc
    first, last = arc[0], arc[-1]
    far, where = max((_distance(point, first, last), number) for number, point in enumerate(arc[1:-1], 1))
    if far <= finest:
        return [first, last]
    return _simplified(arc[: where + 1], finest)[:-1] + _simplified(arc[where:], finest)


def _distance(point: Point, start: Point, end: Point) -> float:
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    along = 0.0 if length == 0 else ((point[0] - start[0]) * across + (point[1] - start[1]) * up) / length
    along = min(1.0, max(0.0, along))
    return float(((point[0] - start[0] - along * across) ** 2 + (point[1] - start[1] - along * up) ** 2) ** 0.5)


def _beyond(ring: Ring, edge: float, side: int) -> Ring:
    """The part of the ring to the east (side 1) or west (-1) of a meridian, after Sutherland and Hodgman."""
    kept: Ring = []
    for (x, y), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, inside2 = side * (x - edge) >= 0, side * (x2 - edge) >= 0
        if inside:
            kept.append((x, y))
        if inside != inside2:
            kept.append((edge, y + (y2 - y) * (edge - x) / (x2 - x)))
    return kept


def _whole(ring: Sequence[Point]) -> list[tuple[int, int]]:
    points = [projection.on_map(longitude, max(latitude, projection.SOUTH)) for longitude, latitude in ring]
    whole = [(round(x), round(y)) for x, y in points]
    return [point for number, point in enumerate(whole) if point != whole[number - 1]]


def _moves(ring: Sequence[tuple[int, int]]) -> str:
    """From its first point by relative moves, with no more between the numbers than they need."""
    (x0, y0), steps = ring[0], [(x - a, y - b) for (a, b), (x, y) in pairwise(ring)]
    numbers = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{x0} {y0}l{numbers}z"


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return sum(x * y2 - x2 * y for (x, y), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _centroid(ring: Sequence[Point]) -> Point:
    whole = _area(ring)
    edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((x + x2) * (x * y2 - x2 * y) for (x, y), (x2, y2) in edges) / (6 * whole)
    y = sum((y + y2) * (x * y2 - x2 * y) for (x, y), (x2, y2) in edges) / (6 * whole)
    return round(x, 2), round(y, 2)
