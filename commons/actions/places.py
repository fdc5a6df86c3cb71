"""Places: read from the table that comes with the product, or from one of the operator's own."""

import csv
from pathlib import Path

from commons.models import Place
from commons.rules import ids

SHIPPED = Path(__file__).parent.parent / "data" / "places.csv"
COLUMNS = ("kind", "code", "name", "population", "latitude", "longitude")


def load(path: Path = SHIPPED) -> int:
    """Read places, parents before children; returns how many. Reading again changes what the file changed."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["path"].count("."))
    for depth in range(1 + max((row["path"].count(".") for row in rows), default=0)):
        _store([row for row in rows if row["path"].count(".") == depth])
    return len(rows)


def _store(rows: list[dict[str, str]]) -> None:
    parents = Place.objects.in_bulk({_above(row["path"]) for row in rows}, field_name="path")
    Place.objects.bulk_create(
        [_place(row, parents.get(_above(row["path"]))) for row in rows],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=[*COLUMNS, "parent"],
    )


def _place(row: dict[str, str], parent: Place | None) -> Place:
    return Place(id=ids.uuid7(), path=row["path"], parent=parent, **{name: _value(name, row[name]) for name in COLUMNS})


def _value(name: str, text: str) -> str | None:
    return text if text or name == "code" else None


def _above(path: str) -> str:
    return path.rpartition(".")[0]
