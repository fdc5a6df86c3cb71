"""Batches: issuing the tokens of claims that are verified and past their objection window."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from ledger import errors, events
from ledger.actions import accounts, openings
from ledger.models.batches import GRAMS
from ledger.queries import proof
from ledger.rules import arrays, batches, methodologies
from ledger.rules.chunks import Chunk

FIRST = (datetime(1, 1, 1, tzinfo=UTC), "00000000-0000-0000-0000-000000000000")

_DUE = """
SELECT c.id::text, c.quantity_g, c.methodology, c.version, c.window_until
FROM ledger_claim c
WHERE c.state = 'verified' AND c.window_until <= %s AND (c.window_until, c.id) > (%s, %s::uuid)
  AND c.tier <> 'self_declared'
  AND NOT EXISTS (SELECT FROM ledger_objection o WHERE o.claim_id = c.id AND o.decided_at IS NULL)
ORDER BY c.window_until, c.id LIMIT %s
FOR NO KEY UPDATE OF c
"""


def issue_due(*, at: datetime, size: int, cursor: tuple[Any, ...] | None) -> Chunk:
    """Issue a batch for each of the next claims that are due: verified, past their window, without open objection.

    Goes through them twice: first past those that others are at, so that any number of workers share the work;
    then waiting for those, so that all that was due is issued, by somebody, when the last chunk is done.
    """
    waits, *after = cursor or (False, *FIRST)
    rows = _rows(_DUE if waits else f"{_DUE} SKIP LOCKED", at, *after, size)
    buffers = _buffers(rows)
    if buffers:
        _issue(buffers, at)
    counts = Counter(claims_issued=len(buffers), tokens_to_buffer=sum(buffers.values()))
    counts["tokens_issued"] = sum(row[1] for row in rows if row[0] in buffers)
    unknown = len(rows) - len(buffers) if waits else 0
    return Chunk(counts, Counter(methodology_unknown=unknown), _next(waits, rows, size))


def _buffers(rows: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    """For each claim the grams to set aside; those of a methodology that is not known here are left out."""
    shares = {key: _buffer_ppm(*key) for key in {row[2:4] for row in rows}}
    return {
        claim: batches.buffer_g(quantity_g, share)
        for claim, quantity_g, code, version, _ in rows
        if (share := shares[code, version]) is not None
    }


def _buffer_ppm(code: str, version: str) -> int | None:
    try:
        return methodologies.get(code, int(version)).buffer_ppm
    except (errors.UnknownMethodology, ValueError):
        return None


_ISSUED = "UPDATE ledger_claim SET state = 'issued' WHERE id = ANY (%s::uuid[])"
_BATCHES = """
INSERT INTO ledger_batch
    (id, claim_id, claimant_id, place_path, family, vintage, quantity_g, buffer_g, verified_at, open)
SELECT ledger_uuid7(%s + new.place), c.id, c.claimant_id, c.place_path, c.family, c.vintage, c.quantity_g, new.buffer_g,
    c.verified_at, new.buffer_g < c.quantity_g
FROM unnest(%s::uuid[], %s::bigint[]) WITH ORDINALITY new(claim_id, buffer_g, place)
JOIN ledger_claim c ON c.id = new.claim_id
ORDER BY new.place
RETURNING id::text
"""
_ACCOUNTS = """
INSERT INTO ledger_account
    (id, debits, credits, held_debits, held_credits, unit_id, holder_id, purpose, subject_kind, subject_id, floored)
SELECT ledger_uuid7(%s + row_number() OVER ()), 0, 0, 0, 0, 'gCO2e', part.holder, part.purpose, 'batch', b.id, true
FROM ledger_batch b
CROSS JOIN LATERAL (VALUES ('held', b.claimant_id, b.quantity_g - b.buffer_g), ('buffer', NULL, b.buffer_g))
    part(purpose, holder, grams)
WHERE b.id = ANY (%s::uuid[]) AND part.grams > 0
"""
_TRANSFERS = """
INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase)
SELECT ledger_uuid7(%s + row_number() OVER ()), b.id, %s, a.id, 'gCO2e',
    CASE a.purpose WHEN 'buffer' THEN b.buffer_g ELSE b.quantity_g - b.buffer_g END, 'posted'
FROM ledger_batch b JOIN ledger_account a ON a.subject_id = b.id AND a.purpose IN ('held', 'buffer')
WHERE b.id = ANY (%s::uuid[])
"""
_ENTRIES = """
INSERT INTO ledger_entry (id, kind, subject_kind, subject_id, occurred_at, body)
SELECT b.id, 'batch.issued', 'batch', b.id, %s, jsonb_build_object(
    'claim', b.claim_id, 'family', b.family, 'vintage', b.vintage, 'quantity_g', b.quantity_g::text,
    'buffer_g', b.buffer_g::text, 'serials', b.number || ':1-' || b.quantity_g)
FROM ledger_batch b WHERE b.id = ANY (%s::uuid[])
ORDER BY b.id
"""


def _issue(buffers: dict[str, int], at: datetime) -> None:
    """Batches, accounts, transfers and then entries, in SQL: the bulk way onto the record, whose triggers seal it.

    The id of a batch is that of the entry that issued it. Raises NotConserved.
    """
    mint = accounts.source(unit=GRAMS, purpose="mint").id
    claims = arrays.plain(buffers)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUED, [claims])
        cursor.execute(_BATCHES, [openings.tick(), claims, arrays.plain(buffers.values())])
        new = [row[0] for row in cursor.fetchall()]
        issued = arrays.plain(new)
        cursor.execute(_ACCOUNTS, [openings.tick(), issued])
        cursor.execute(_TRANSFERS, [openings.tick(), mint, issued])
        cursor.execute(_ENTRIES, [at, issued])
    events.publish(events.BatchesIssued(new))
    if wrong := proof.unbalanced(new):
        raise errors.NotConserved(f"Batch {wrong[0]} and {len(wrong) - 1} more do not add up to what was issued.")


def _next(waits: bool, rows: Sequence[tuple[Any, ...]], size: int) -> tuple[Any, ...] | None:
    if len(rows) == size:
        return waits, rows[-1][4], rows[-1][0]
    return None if waits else (True, *FIRST)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
