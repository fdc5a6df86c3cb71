"""Imports: reading the public files of other registries.

A file is read in parts, each in an edge of its own with an entry on the record, so that what a killed import
had done stands, and reading the file again does the rest. What rows say the same, and in which order they take effect,
depends on the rows alone: see ADR 0005.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO, TextIO
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import entries, matches, staging
from ledger.models import ExternalProject, ImportRun
from ledger.rules import sheets, tables
from ledger.rules.registries import protocols, rows, serials
from ledger.rules.sheets import Line, Sheet

READ_AT_ONCE = 5_000
PART = 20_000

Progress = Callable[[int, int], None]
"""Told how much of how much is done: bytes of the file first, then rows."""


def silent(done: int, of: int) -> None:
    """For callers who show no progress."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file. rows = issuances + matched + unmatched + rejected, each counted over the whole file.

    `fresh` are the rows that had not been read before; `contradicted` the claims whose serials it shows used up.
    """

    run: ImportRun
    counts: dict[str, Any]
    fresh: int
    changed_matches: int
    contradicted: list[matches.Contradiction] = field(default_factory=list)


def read_registry(
    *,
    stream: BinaryIO,
    name: str,
    today: date,
    by: Agent | None = None,
    registries: Iterable[str] = (),
    rejects: TextIO | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Read a registry's transactions: rows.COLUMNS, seekable. Opens its own edges.

    registries: names to accept besides those known. rejects: where the refused rows are written, in the same columns
    with `line` and `reason`. Raises SheetRefused before anything is written where the file as a whole is none.
    """
    digest = _stage(stream, frozenset(registries) | serials.KNOWN, today, progress)
    total = staging.number()
    run = _run(ImportRun.Kind.REGISTRY, name, digest, by)
    fresh = 0
    for first in range(1, total + 1, PART):
        fresh += _take_in(run, first, first + PART - 1, by)
        progress(min(first + PART - 1, total), total)
    _refuse_clashes()
    settled = matches.settle(_projects_in_file(), by=by)
    outcome = Outcome(run, _counts(), fresh, settled.changed, settled.contradicted)
    _conclude(outcome, by)
    if rejects is not None:
        _write_rejects(stream, rejects)
    staging.end()
    return outcome


def _stage(stream: BinaryIO, registries: frozenset[str], today: date, progress: Progress) -> bytes:
    hashed = _Hashed(stream)
    sheet = Sheet(hashed, rows.COLUMNS)
    staging.begin()
    lines = iter(sheet)
    while batch := list(islice(lines, READ_AT_ONCE)):
        taken: list[staging.Staged] = []
        refused: list[tuple[int, str]] = []
        for line in batch:
            _parse(line, registries, today, taken, refused)
        staging.add(taken, refused)
        progress(hashed.read_bytes, hashed.size)
    return hashed.digest()


def _parse(
    line: Line, registries: frozenset[str], today: date, taken: list[staging.Staged], refused: list[tuple[int, str]]
) -> None:
    if line.problem:
        refused.append((line.number, line.problem))
        return
    try:
        row = rows.parse(line.cells, registries=registries, today=today)
    except rows.RowRefused as refusal:
        refused.append((line.number, str(refusal)))
    else:
        taken.append(staging.Staged(line.number, row, protocols_of(row.methodology, row.registry)))


@lru_cache(maxsize=10_000)
def protocols_of(methodology: str, registry: str) -> tuple[str, ...]:
    """The typed protocols that a registry's spelling means."""
    return protocols.match(methodology, registry, _protocol_table())


@lru_cache(maxsize=1)
def _protocol_table() -> protocols.Table:
    listed = tables.rows("registry_protocols")
    return protocols.Table.of(protocols.Title(row["protocol"], row["registry"], row["title"]) for row in listed)


class _Hashed:
    """A stream that is hashed as it is read, line by line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self.size = stream.seek(0, io.SEEK_END)
        self.read_bytes = 0
        stream.seek(0)

    def readline(self, size: int = -1, /) -> bytes:
        line = self._stream.readline(size)
        self._sha256.update(line)
        self.read_bytes += len(line)
        return line

    def digest(self) -> bytes:
        return self._sha256.digest()


@transactions.edge()
def _run(kind: str, name: str, digest: bytes, by: Agent | None) -> ImportRun:
    """The run of a file: a new one, or that of the last time it was read."""
    run, _ = ImportRun.objects.get_or_create(kind=kind, digest=digest, defaults={"name": name[:200], "by": by})
    return run


@transactions.edge()
def _take_in(run: ImportRun, first: int, last: int, by: Agent | None) -> int:
    """Insert the rows from place `first` to `last` that are not there yet, and record them. How many."""
    matches.lock()
    place: dict[str, Any] = {"first": first, "last": last, "run": run.pk}
    _open_projects(place)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_IN, place)
        issuances, issued, withdrawals, withdrawn, fingerprints = cursor.fetchone()
    if issuances + withdrawals:
        body = {
            "file": bytes(run.digest).hex(),
            "issuances": issuances,
            "issued_g": str(issued),
            "withdrawals": withdrawals,
            "withdrawn_g": str(withdrawn),
            "rows": bytes(fingerprints).hex(),
        }
        entries.record(kind="registry.imported", subject=run, by=by, body=body)
    return int(issuances + withdrawals)


def _open_projects(place: dict[str, Any]) -> None:
    """Projects that are met first in a transaction have no name until a list of projects brings it."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_PROJECTS, place)
        found = cursor.fetchall()
    ExternalProject.objects.bulk_create(ExternalProject(registry=registry, code=code) for registry, code in found)


def _refuse_clashes() -> None:
    """Rows that the database would not take, because another holds their serials, are refused with its line."""
    with connection.cursor() as cursor:
        cursor.execute(_CLASHES)


def _projects_in_file() -> Iterator[list[Any]]:
    """The projects that the file speaks of, some at a time."""
    last = UUID(int=0)
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM import_project WHERE id > %s ORDER BY id LIMIT 500", [last])
            found = [id_ for (id_,) in cursor.fetchall()]
        if not found:
            return
        yield found
        last = found[-1]


def _counts() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        (counts,) = cursor.fetchone()
    return dict(json.loads(counts))


@transactions.edge()
def _conclude(outcome: Outcome, by: Agent | None) -> None:
    """Keep and record what became of the file, unless nothing has changed since it was last read."""
    run = outcome.run
    if run.ended_at and not outcome.changed_matches and run.counts == outcome.counts:
        return
    run.counts = outcome.counts
    run.ended_at = run.ended_at or Now()
    run.save(update_fields=["counts", "ended_at"])
    body = {"file": bytes(run.digest).hex(), "changed": outcome.changed_matches, **outcome.counts}
    entries.record(kind="registry.matched", subject=run, by=by, body=body)


def _write_rejects(stream: BinaryIO, rejects: TextIO) -> None:
    """The refused rows as they stood, with line and reason: the file and the list are gone through side by side."""
    stream.seek(0)
    lines = iter(Sheet(stream, rows.COLUMNS))
    rejects.write(sheets.written((*rows.COLUMNS, *sheets.MARKS)))
    for number, reason in staging.rejects():
        line = next(line for line in lines if line.number == number)
        cells = line.cells or [""] * len(rows.COLUMNS)
        rejects.write(sheets.written((*cells, str(number), reason)))


_NEW_PROJECTS = """
SELECT DISTINCT r.registry, r.project
FROM import_row r LEFT JOIN ledger_externalproject p ON p.registry = r.registry AND p.code = r.project
WHERE r.place BETWEEN %(first)s AND %(last)s AND p.id IS NULL
"""
# ON CONFLICT DO NOTHING leaves out what another row holds: _CLASHES says which, and why.
_TAKE_IN = """
WITH part AS (
    SELECT r.*, p.id AS project_id
    FROM import_row r JOIN ledger_externalproject p ON p.registry = r.registry AND p.code = r.project
    WHERE r.place BETWEEN %(first)s AND %(last)s
    ORDER BY r.place
), issued AS (
    INSERT INTO ledger_externalissuance (
        id, project_id, registry, quantity_g, buffer_g, vintage, issued_on, period_start, period_end, methodology,
        protocols, country, serial, block, serials, fingerprint, occurrence, run_id, line)
    SELECT id, project_id, registry, quantity_g, buffer_g, vintage, happened_on, period_start, period_end, methodology,
        protocols, country, serial, block, serials, fingerprint, occurrence, %(run)s, line
    FROM part WHERE kind = 'issuance'
    ON CONFLICT DO NOTHING
    RETURNING fingerprint, occurrence, quantity_g
), withdrawn AS (
    INSERT INTO ledger_externalwithdrawal (
        id, kind, project_id, registry, quantity_g, vintage, used_on, serial, block, serials,
        fingerprint, occurrence, run_id, line)
    SELECT id, kind, project_id, registry, quantity_g, vintage, happened_on, serial, block, serials,
        fingerprint, occurrence, %(run)s, line
    FROM part WHERE kind <> 'issuance'
    ON CONFLICT DO NOTHING
    RETURNING fingerprint, occurrence, quantity_g
), fresh AS (
    SELECT true AS issues, * FROM issued UNION ALL SELECT false, * FROM withdrawn
)
SELECT count(*) FILTER (WHERE issues), coalesce(sum(quantity_g) FILTER (WHERE issues), 0),
    count(*) FILTER (WHERE NOT issues), coalesce(sum(quantity_g) FILTER (WHERE NOT issues), 0),
    sha256(coalesce(
        string_agg(uuid_send(fingerprint) || int4send(occurrence::int), '' ORDER BY fingerprint, occurrence), ''))
FROM fresh
"""
_CLASHES = """
WITH missing AS MATERIALIZED (
    SELECT r.*, hashtextextended(r.registry || ' ' || r.block, 0) AS block_key FROM import_row r
    LEFT JOIN ledger_externalissuance i ON i.fingerprint = r.fingerprint AND i.occurrence = r.occurrence
    LEFT JOIN ledger_externalwithdrawal w ON w.fingerprint = r.fingerprint AND w.occurrence = r.occurrence
    WHERE i.id IS NULL AND w.id IS NULL
)
INSERT INTO import_reject (line, reason)
SELECT m.line, CASE
    WHEN h.fingerprint = m.fingerprint THEN format(
        'repeats line %s: these tonnes are numbered, and the same ones cannot be moved twice', h.line)
    ELSE format('serial: some of these tonnes stand already as "%s" (line %s of %s)', h.serial, h.line, u.name) END
FROM missing m
LEFT JOIN LATERAL (
    SELECT fingerprint, serial, line, run_id FROM ledger_externalissuance i
    WHERE m.kind = 'issuance' AND i.block_key = m.block_key AND i.serials && m.serials
    UNION ALL
    SELECT fingerprint, serial, line, run_id FROM ledger_externalissuance i
    WHERE m.kind = 'issuance' AND i.registry = m.registry AND i.block = m.block AND i.block <> '' AND i.serials IS NULL
    UNION ALL
    SELECT fingerprint, serial, line, run_id FROM ledger_externalwithdrawal w
    WHERE m.kind <> 'issuance' AND w.block_key = m.block_key AND w.serials && m.serials
    ORDER BY line LIMIT 1
) h ON true
LEFT JOIN ledger_importrun u ON u.id = h.run_id
"""
_TOUCHED = """
CREATE TEMPORARY TABLE import_project AS
SELECT DISTINCT p.id
FROM import_row r JOIN ledger_externalproject p ON p.registry = r.registry AND p.code = r.project;
CREATE INDEX ON import_project (id);
"""
_COUNTS = """
WITH used AS (
    SELECT w.kind, m.issuance_id IS NOT NULL AS matched, m.reason
    FROM import_row r
    JOIN ledger_externalwithdrawal w ON w.fingerprint = r.fingerprint AND w.occurrence = r.occurrence
    JOIN ledger_externalmatch m ON m.withdrawal_id = w.id
), rejected AS (
    SELECT count(*) AS lines FROM import_reject
), issued AS (
    SELECT count(*) AS lines
    FROM import_row r JOIN ledger_externalissuance i ON i.fingerprint = r.fingerprint AND i.occurrence = r.occurrence
)
SELECT jsonb_build_object(
    'rows', (SELECT lines FROM issued) + (SELECT count(*) FROM used) + (SELECT lines FROM rejected),
    'issuances', (SELECT lines FROM issued),
    'retirements', (SELECT count(*) FROM used WHERE kind = 'retirement'),
    'cancellations', (SELECT count(*) FROM used WHERE kind = 'cancellation'),
    'matched', (SELECT count(*) FROM used WHERE matched),
    'unmatched', (SELECT coalesce(jsonb_object_agg(reason, lines), '{}') FROM (
        SELECT reason, count(*) AS lines FROM used WHERE NOT matched GROUP BY reason) reasons),
    'rejected', (SELECT lines FROM rejected))
"""
