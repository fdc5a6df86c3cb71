"""Sheets: tables of comma-separated text as people and registries send them, read one line at a time.

Whatever arrives, memory stays flat and every complaint names its line. A cell never runs over the end of a line,
so that a quotation mark left open costs one line and not the rest of the file.
"""

import csv
import difflib
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

MAX_LINE = 65_536
MARKS = ("line", "reason")  # the columns that a rejects file adds; read again, they are passed over

# What no cell may hold: controls, and the marks that turn the direction of text or end a line unseen.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_KINDS = {
    b"PK\x03\x04": "a zip archive (or an .xlsx workbook, which is one): unpack it, or save the sheet as CSV",
    b"\x1f\x8b": "gzip-compressed: unpack it first",
    b"BZh": "bzip2-compressed: unpack it first",
    b"\xfd7zXZ": "xz-compressed: unpack it first",
    b"\x28\xb5\x2f\xfd": "zstd-compressed: unpack it first",
    b"%PDF": "a PDF: export the table as CSV",
    b"\xd0\xcf\x11\xe0": "an old .xls workbook: save the sheet as CSV",
    b"PAR1": "a Parquet file: export it as CSV",
    b"\xff\xfe": "in UTF-16: save it as CSV in UTF-8",
    b"\xfe\xff": "in UTF-16: save it as CSV in UTF-8",
}


class SheetRefused(ValueError):
    """The file as a whole cannot be read; the message says what it is and what would be right."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number in the file (the header is 1) and its cells in the order of the columns.

    A line that could not be read has a `problem`, and its text as far as it went in `cells`.
    """

    number: int
    cells: list[str]
    problem: str = ""


class Lines(Protocol):
    """What lines can be read from, a part of one at a time."""

    def readline(self, size: int = -1, /) -> bytes:
        """The rest of the line, or as much of it."""


class Sheet:
    """A sheet with the columns that were asked for, whatever their order in the file; `others`: and any more."""

    def __init__(self, stream: Lines, columns: Sequence[str], *, others: bool = False) -> None:
        self._stream = stream
        self._header = self._read_header(columns, others)
        more = [name for name in self._header if name not in columns and name not in MARKS]
        self.columns = (*columns, *more)
        self._order = [self._header.index(column) for column in self.columns]

    def __iter__(self) -> Iterator[Line]:
        number = 1
        while raw := self._stream.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                self._skip_line(raw)
                yield Line(number, [], f"the line is longer than {MAX_LINE:,} bytes")
            elif raw.strip():
                yield self._line(number, raw)

    def _read_header(self, columns: Sequence[str], others: bool) -> list[str]:
        raw = self._stream.readline(MAX_LINE + 1)
        _check_kind(raw)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem = f"The first line is not UTF-8 (byte {error.start + 1}); save the file as UTF-8."
            raise SheetRefused(problem) from error
        names = [name.strip() for name in next(csv.reader([text]), [])]
        _check_header(names, columns, others)
        return names

    def _line(self, number: int, raw: bytes) -> Line:
        try:
            text = raw.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            problem = f"byte {error.start + 1} of the line is not UTF-8 (the text shown takes it for Latin-1: check it)"
            return Line(number, self._salvaged(raw.decode("latin-1")), problem)
        if found := _CONTROL.search(text):
            return Line(number, self._salvaged(text), f"holds the control character U+{ord(found[0]):04X}: take it out")
        try:
            cells = next(csv.reader([text], strict=True))
        except csv.Error:
            return Line(number, self._salvaged(text), "a quotation mark is left open or stands in the wrong place")
        if len(cells) != len(self._header):
            problem = f"has {len(cells)} cells where the header has {len(self._header)}"
            return Line(number, self._salvaged(text), problem)
        ordered = [cells[place] for place in self._order]
        return Line(number, [revived(cell) for cell in ordered] if "'" in text else ordered)

    def _salvaged(self, text: str) -> list[str]:
        """The cells of a line that is refused, as well as they can be told, so that it can be corrected."""
        cells = next(csv.reader([_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.rstrip("\r\n"))]), [])
        cells += [""] * (len(self._header) - len(cells))
        return [cells[place] for place in self._order]

    def _skip_line(self, raw: bytes) -> None:
        while raw and not raw.endswith(b"\n"):
            raw = self._stream.readline(MAX_LINE)


def _check_kind(raw: bytes) -> None:
    if not raw.strip():
        raise SheetRefused("The file is empty, or begins with an empty line; the first line names the columns.")
    for magic, description in _KINDS.items():
        if raw.startswith(magic):
            raise SheetRefused(f"The file is {description}.")
    if b"\0" in raw:
        raise SheetRefused("The first line holds NUL bytes: not text, or UTF-16. Save it as CSV in UTF-8.")
    if len(raw) > MAX_LINE:
        raise SheetRefused(f"The first line is longer than {MAX_LINE:,} bytes: this is not a CSV file.")


def _check_header(names: list[str], columns: Sequence[str], others: bool) -> None:
    for separator, called in (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars"):
        if len(names) == 1 and names[0].count(separator) >= len(columns) - 1 > 0:
            raise SheetRefused(f"The columns are separated by {called}; commas are needed.")
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [column for column in columns if column not in names]
    extra = [name for name in names if name not in columns and name not in MARKS and not (others and name)]
    if not (twice or missing or extra):
        return
    parts = [f"it lacks {_listed(missing)}"] if missing else []
    parts += [f"it has {_described(extra, missing or columns)}"] if extra else []
    parts += [f"it names {_listed(twice)} twice"] if twice else []
    raise SheetRefused(f"The first line must name the columns {','.join(columns)}; {'; '.join(parts)}.")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name[:60]}"' for name in names[:8])


def _described(names: Sequence[str], wanted: Sequence[str]) -> str:
    described = []
    for name in names[:8]:
        near = difflib.get_close_matches(name.casefold(), wanted, n=1)
        described.append(f'"{name[:60]}"' + (f' (is "{near[0]}" meant?)' if near else ""))
    return ", ".join(described)


def digest(stream: BinaryIO) -> bytes:
    """SHA-256 of all that is in it; it is left at its beginning."""
    sha256 = hashlib.sha256()
    stream.seek(0)
    while part := stream.read(1 << 20):
        sha256.update(part)
    stream.seek(0)
    return sha256.digest()


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    A cell that already begins with apostrophes before a formula's sign gets one more, so that `revived` is exact.
    """
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def revived(cell: str) -> str:
    """What a cell was before `neutralised`."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def written(cells: Sequence[str]) -> str:
    """One line of a sheet with these cells, made safe to open in a spreadsheet."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([neutralised(cell) for cell in cells])
    return buffer.getvalue()
