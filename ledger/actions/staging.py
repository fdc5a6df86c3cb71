"""Staging: the rows of a registry's file on their way in, in temporary tables of the connection.

PostgreSQL sorts and numbers them there, on disk if need be, so that memory stays flat whatever the size of the file.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

from commons.rules import ids
from ledger.rules.registries.rows import Row


class Staged(NamedTuple):
    """A row as it is staged: where it stood, what it says, and the protocols that its method means."""

    line: int
    row: Row
    protocols: tuple[str, ...]


def begin() -> None:
    """Start with nothing staged."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)


def add(staged: Iterable[Staged], refused: Iterable[tuple[int, str]]) -> None:
    """Stage these rows, and the reasons of those that were refused."""
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY import_read FROM STDIN", _Lines(_copied(one) for one in staged))
        cursor.copy_expert("COPY import_reject FROM STDIN", _Lines(f"{n}\t{_escaped(why)}\n" for n, why in refused))


def number() -> int:
    """Give each row its place in the order in which rows take effect, whatever the order of the file. How many.

    Rows that say the same are told apart by their number among themselves (`occurrence`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER)
        cursor.execute("SELECT count(*) FROM import_row")
        return int(cursor.fetchone()[0])


def rejects() -> Iterator[tuple[int, str]]:
    """Line and reason of every row that was refused, in the order of the file."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT line, reason FROM import_reject WHERE line > %s ORDER BY line LIMIT 10000", [last])
            found = cursor.fetchall()
        yield from found
        if not found:
            return
        last = found[-1][0]


def end() -> None:
    """Leave nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_read, import_reject, import_row, import_project")


class _Lines:
    """A file for COPY to read from, out of lines that are made one at a time."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def read(self, size: int) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size and (line := next(self._lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[size:]
        return text[:size]


def _copied(one: Staged) -> str:
    row = one.row
    serials = "\\N" if row.serials.first is None else f"[{row.serials.first},{row.serials.last}]"
    cells = (
        *(ids.uuid7(), one.line, row.kind.value, row.registry, _escaped(row.project), row.quantity),
        *(_or_null(row.buffer), _or_null(row.vintage), _or_null(row.happened_on)),
        *(_or_null(row.period_start), _or_null(row.period_end), _escaped(row.methodology)),
        *("{" + ",".join(one.protocols) + "}", _escaped(row.country), _escaped(row.serial)),
        *(_escaped(row.serials.block), serials, row.fingerprint),
    )
    return "\t".join(map(str, cells)) + "\n"


def _or_null(value: object) -> object:
    return "\\N" if value is None else value


def _escaped(text: str) -> str:
    """No control character gets this far: the backslash alone means something to COPY."""
    return text.replace("\\", "\\\\") if "\\" in text else text


_TABLES = """
DROP TABLE IF EXISTS import_read, import_reject, import_row, import_project;
CREATE TEMPORARY TABLE import_read (
    id uuid, line bigint, kind text, registry text, project text, quantity_g bigint, buffer_g bigint, vintage smallint,
    happened_on date, period_start date, period_end date, methodology text, protocols text[], country text,
    serial text, block text, serials int8range, fingerprint uuid
);
CREATE TEMPORARY TABLE import_reject (line bigint, reason text);
"""
# Issuances first, then the earliest, the undated last; what is left to tell rows apart is in the rows themselves.
_NUMBER = """
CREATE TEMPORARY TABLE import_row AS
SELECT *,
    row_number() OVER (
        PARTITION BY fingerprint ORDER BY methodology, country, buffer_g NULLS FIRST, line) AS occurrence,
    row_number() OVER (
        ORDER BY kind <> 'issuance', happened_on NULLS LAST, fingerprint,
            methodology, country, buffer_g NULLS FIRST, line) AS place
FROM import_read;
CREATE INDEX ON import_row (place);
CREATE INDEX ON import_reject (line);
ANALYZE import_row;
"""
