"""Column types of PostgreSQL that Django does not bring."""

from typing import Any

from django.db import models


class PolygonField(models.Field):
    """PostgreSQL's own plane `polygon`, as a list of (x, y); no PostGIS, because GiST can exclude on it as it is."""

    def db_type(self, connection: Any) -> str:
        return "polygon"

    def get_prep_value(self, value: list[tuple[int, int]] | None) -> str | None:
        return None if value is None else "(" + ",".join(f"({x},{y})" for x, y in value) + ")"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::polygon"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[tuple[float, ...]] | None:
        if value is None:
            return None
        return [tuple(float(number) for number in point.split(",")) for point in value[2:-2].split("),(")]


class PlaceRangeField(models.Field):
    """Part of the tree of places: our own range type over paths in the order of their bytes. Read as text."""

    def db_type(self, connection: Any) -> str:
        return "ledger_placerange"
