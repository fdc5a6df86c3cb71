"""Rows: one line of a registry's transactions as typed values, or every reason why it cannot be."""

import functools
import hashlib
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ledger.rules.registries import serials
from ledger.rules.registries.serials import Serials

COLUMNS = (
    *("registry", "transaction_type", "project_id", "quantity", "buffer_quantity", "vintage", "transaction_date"),
    *("period_start", "period_end", "methodology", "country", "serial"),
)
GRAMS = 1_000_000  # in a tonne
MAX_TONNES = 10**9  # more than all registries together have ever issued: a figure above it is a slip
FIRST_VINTAGE = 1980  # no registry counts anything earlier
MAX_TEXT = 300

_QUANTITY = re.compile(r"([0-9]{1,15})(?:\.([0-9]*))?")
_YEAR = re.compile("[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REGISTRY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,7}")
_PROJECT = re.compile(r"[!-~]{1,60}")


class Kind(StrEnum):
    """What a row says happened."""

    ISSUANCE = "issuance"
    RETIREMENT = "retirement"
    CANCELLATION = "cancellation"


_KINDS = {str(kind): kind for kind in Kind}


class RowRefused(ValueError):
    """The row cannot be read; the message names each column, what stands there and what would be right."""


class Row(NamedTuple):
    """One transaction that a registry reports. Quantities in grams CO2e; None where the registry says nothing."""

    kind: Kind
    registry: str
    project: str
    quantity: int
    buffer: int | None
    vintage: int | None
    happened_on: date | None
    period_start: date | None
    period_end: date | None
    methodology: str
    country: str
    serial: str
    serials: Serials
    fingerprint: str
    """In hex. The same for rows that say the same happened; method, country and buffer only describe it."""


def parse(cells: Sequence[str], *, registries: frozenset[str], today: date) -> Row:
    """The row that stands in `cells` (in the order of COLUMNS). Raises RowRefused with every problem found.

    registries: the names that are accepted. today: nothing can have happened after it.
    """
    reader = Reader()
    cells = [cell.strip() for cell in cells]
    registry = reader.registry(cells[0], registries)
    kind = reader.kind(cells[1])
    project = reader.project(cells[2])
    quantity = reader.grams("quantity", cells[3])
    buffer = reader.grams("buffer_quantity", cells[4], zero=True) if cells[4] else None
    vintage = reader.vintage(cells[5], today)
    happened_on = reader.day("transaction_date", cells[6])
    start, end = reader.day("period_start", cells[7]), reader.day("period_end", cells[8])
    methodology, country = reader.text("methodology", cells[9]), reader.text("country", cells[10])
    named = reader.serials(registry, cells[11])
    if happened_on and happened_on > today:
        reader.refuse("transaction_date", cells[6], "lies in the future")
    if start and end and end < start:
        reader.refuse("period_end", cells[8], f"is before period_start {start}")
    if quantity and buffer and buffer > quantity:
        reader.refuse("buffer_quantity", cells[4], "is more than quantity")
    if quantity and named.tonnes is not None and named.tonnes * GRAMS != quantity:
        reader.refuse("quantity", cells[3], f"is not the {named.tonnes} tonnes that the serial counts")
    if reader.problems:
        raise RowRefused("; ".join(reader.problems))
    said = "\x1f".join((kind, registry, project, str(quantity), *cells[5:9], cells[11])).encode()
    return Row(
        kind=kind, registry=registry, project=project, quantity=quantity, buffer=buffer, vintage=vintage,
        happened_on=happened_on, period_start=start, period_end=end, methodology=methodology, country=country,
        serial=cells[11], serials=named, fingerprint=hashlib.blake2b(said, digest_size=16).hexdigest(),
    )  # fmt: skip


class Reader:
    """Reads cells and gathers what is wrong with them; a cell that is refused reads as something harmless."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def refuse(self, column: str, cell: str, problem: str) -> None:
        self.problems.append(f'{column}: "{cell[:40]}{"..." * (len(cell) > 40)}" {problem}')

    def registry(self, cell: str, known: frozenset[str]) -> str:
        if cell not in known:
            self.refuse("registry", cell, f"is not known here; known are {', '.join(sorted(known))}")
        return cell

    def kind(self, cell: str) -> Kind:
        if not (kind := _KINDS.get(cell)):
            self.refuse("transaction_type", cell, f"is none of {', '.join(Kind)}")
        return kind or Kind.ISSUANCE

    def project(self, cell: str) -> str:
        if not _PROJECT.fullmatch(cell):
            self.refuse("project_id", cell, "is not 1 to 60 ASCII characters without spaces")
        return cell

    def grams(self, column: str, cell: str, *, zero: bool = False) -> int:
        """Tonnes written as plain decimal digits, in grams."""
        if not (found := _QUANTITY.fullmatch(cell)):
            problem = "is negative" if cell.startswith("-") else "is not a plain number"
            self.refuse(column, cell, f"{problem}; write tonnes as digits with at most one point, such as 1250.5")
            return 0
        fraction = (found[2] or "").rstrip("0")
        if len(fraction) > 6:
            self.refuse(column, cell, "is finer than a gram (six decimals of a tonne)")
            return 0
        grams = int(found[1]) * GRAMS + int(fraction.ljust(6, "0"))
        if not grams and not zero:
            self.refuse(column, cell, "is zero; a row moves something")
        if grams > MAX_TONNES * GRAMS:
            self.refuse(column, cell, f"is more than {MAX_TONNES:,} tonnes")
        return grams

    def vintage(self, cell: str, today: date) -> int | None:
        if not cell:
            return None
        year = int(cell) if _YEAR.fullmatch(cell) else 0
        if not FIRST_VINTAGE <= year <= today.year + 1:
            self.refuse("vintage", cell, f"is not a year from {FIRST_VINTAGE} to {today.year + 1}")
        return year

    def day(self, column: str, cell: str) -> date | None:
        if not cell:
            return None
        if not (found := _day(cell)):
            self.refuse(column, cell, "is not a day written YYYY-MM-DD, such as 2026-04-14")
        return found

    def text(self, column: str, cell: str) -> str:
        if len(cell) > MAX_TEXT:
            self.refuse(column, cell, f"is longer than {MAX_TEXT} characters")
        return cell

    def serials(self, registry: str, cell: str) -> Serials:
        try:
            return serials.parse(registry, cell)
        except serials.SerialRefused as refusal:
            self.refuse("serial", cell, str(refusal))
            return serials.NONE


def is_name(registry: str) -> bool:
    """Whether a name can be a registry's: lower case letters, digits and single dashes."""
    return len(registry) <= 60 and bool(_REGISTRY.fullmatch(registry))


@functools.lru_cache(maxsize=8192)
def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
    except ValueError:
        return None
