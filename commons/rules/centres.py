"""Where countries lie on a map of the world: for a dot or a label, not for measuring."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple


class Centre(NamedTuple):
    """The middle of a country, in degrees. `drawn`: whether the map of outlines has a shape for it."""

    longitude: float
    latitude: float
    drawn: bool


@cache
def of_countries() -> Mapping[str, Centre]:
    """By ISO 3166 code: those with an outline, and those too small for one."""
    return MappingProxyType(dict([*_rows("small_places", drawn=False), *_rows("centres", drawn=True)]))


def _rows(name: str, *, drawn: bool) -> list[tuple[str, Centre]]:
    text = resources.files("commons").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return [
        (row["code"], Centre(float(row["longitude"]), float(row["latitude"]), drawn))
        for row in csv.DictReader(text.splitlines())
    ]
