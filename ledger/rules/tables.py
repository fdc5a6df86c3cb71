"""The product's own small tables of figures, in `ledger/data/`: each row names its source and how sure we are of it.

confidence: `read` in the source or in its authors' data, `transcribed` from one public copy of it, or from `memory`.
"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of a table, in the file's order."""
    text = resources.files("ledger").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


@cache
def by(name: str, column: str) -> Mapping[str, Row]:
    """The rows of a table by the column that tells them apart."""
    return MappingProxyType({row[column]: row for row in rows(name)})


def figure(row: Row, column: str) -> Decimal:
    """One figure of a row, exactly as the file writes it."""
    return Decimal(row[column])


def cited(row: Row) -> str:
    """The row's source, with the mark where it was not read in the source itself."""
    return row["source"] if row["confidence"] == "read" else f"{row['source']} ({row['confidence']})"


def default(name: str) -> tuple[str, str]:
    """A methodology default's figure, as text, and its source."""
    row = by("defaults", "name")[name]
    return row["value"], cited(row)
