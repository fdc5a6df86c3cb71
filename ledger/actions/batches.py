"""Batches: issuing the tokens of claims that are verified and past their objection window."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from commons.rules import ids
from ledger import errors
from ledger.actions import accounts, entries, openings
from ledger.actions.entries import Draft
from ledger.models.batches import BUFFER, GRAMS, HELD
from ledger.queries import proof
from ledger.rules import arrays, batches, methodologies
from ledger.rules.chunks import Chunk
from ledger.rules.moves import Move

FIRST = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))

_DUE = """
SELECT c.id, c.claimant_id, c.family, c.vintage, c.quantity_g, c.methodology, c.version, c.window_until
FROM ledger_claim c
WHERE c.state = 'verified' AND c.window_until <= %s AND (c.window_until, c.id) > (%s, %s)
  AND c.tier <> 'self_declared'
  AND NOT EXISTS (SELECT FROM ledger_objection o WHERE o.claim_id = c.id AND o.decided_at IS NULL)
ORDER BY c.window_until, c.id LIMIT %s
FOR NO KEY UPDATE OF c
"""


@dataclass(frozen=True, slots=True)
class Issue:
    """A batch to be: its claim, its tokens, and the ids that it will have."""

    id: UUID
    claim: UUID
    claimant: UUID
    family: str
    vintage: int
    quantity_g: int
    buffer_g: int

    @property
    def held_g(self) -> int:
        return self.quantity_g - self.buffer_g


def issue_due(*, at: datetime, size: int, cursor: tuple[Any, ...] | None) -> Chunk:
    """Issue a batch for each of the next claims that are due: verified, past their window, without open objection.

    Goes through them twice: first past those that others are at, so that any number of workers share the work;
    then waiting for those, so that all that was due is issued, by somebody, when the last chunk is done.
    """
    waits, *after = cursor or (False, *FIRST)
    rows = _rows(_DUE if waits else f"{_DUE} SKIP LOCKED", at, *after, size)
    issues, unknown = _planned(rows)
    if issues:
        _issue(issues, at)
    counts = Counter(claims_issued=len(issues), tokens_issued=sum(each.quantity_g for each in issues))
    counts["tokens_to_buffer"] = sum(each.buffer_g for each in issues)
    return Chunk(counts, Counter(methodology_unknown=unknown if waits else 0), _next(waits, rows, size))


def _planned(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Issue], int]:
    shares = {key: _buffer_ppm(*key) for key in {row[5:7] for row in rows}}
    issues = [
        Issue(ids.uuid7(), claim, claimant, family, vintage, quantity_g, batches.buffer_g(quantity_g, share))
        for claim, claimant, family, vintage, quantity_g, code, version, _ in rows
        if (share := shares[code, version]) is not None
    ]
    return issues, len(rows) - len(issues)


def _buffer_ppm(code: str, version: str) -> int | None:
    try:
        return methodologies.get(code, int(version)).buffer_ppm
    except (errors.UnknownMethodology, ValueError):
        return None


def _issue(issues: list[Issue], at: datetime) -> None:
    numbers = _write(issues)
    buffered = [each for each in issues if each.buffer_g]
    held = openings.open_new(HELD, "batch", ((GRAMS, each.claimant, each.id) for each in issues))
    buffer = openings.open_new(BUFFER, "batch", ((GRAMS, None, each.id) for each in buffered))
    buffer_of = {each.id: account for each, account in zip(buffered, buffer, strict=True)}
    mint = accounts.source(unit=GRAMS, purpose="mint").id
    entries.record_many(
        _draft(each, numbers[each.id], mint, account, buffer_of.get(each.id), at)
        for each, account in zip(issues, held, strict=True)
    )
    entries.post()
    if wrong := proof.unbalanced(each.id for each in issues):
        raise errors.NotConserved(f"Batch {wrong[0]} and {len(wrong) - 1} more do not add up to what was issued.")


def _draft(issue: Issue, number: int, mint: UUID, held: UUID, buffer: UUID | None, at: datetime) -> Draft:
    transfers = [Move(mint, held, issue.held_g, unit=GRAMS)] if issue.held_g else []
    if buffer:
        transfers.append(Move(mint, buffer, issue.buffer_g, unit=GRAMS))
    body = {
        "claim": str(issue.claim),
        "family": issue.family,
        "vintage": issue.vintage,
        "quantity_g": str(issue.quantity_g),
        "buffer_g": str(issue.buffer_g),
        "serials": f"{number}:1-{issue.quantity_g}",
    }
    return Draft("batch.issued", ("batch", issue.id), body=body, transfers=transfers, occurred_at=at)


_ISSUED = "UPDATE ledger_claim SET state = 'issued' WHERE id = ANY (%s::uuid[])"
_BATCHES = """
INSERT INTO ledger_batch
    (id, claim_id, claimant_id, place_path, family, vintage, quantity_g, buffer_g, verified_at, open)
SELECT new.id, c.id, c.claimant_id, c.place_path, c.family, c.vintage, c.quantity_g, new.buffer_g, c.verified_at,
    new.buffer_g < c.quantity_g
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) new(id, claim_id, buffer_g)
JOIN ledger_claim c ON c.id = new.claim_id
RETURNING id, number
"""


def _write(issues: list[Issue]) -> dict[UUID, int]:
    """The claims' new state, and their batches; returns the batches' numbers."""
    claims = arrays.plain(each.claim for each in issues)
    with connection.cursor() as cursor:
        cursor.execute(_ISSUED, [claims])
        new = arrays.plain(each.id for each in issues)
        cursor.execute(_BATCHES, [new, claims, arrays.plain(each.buffer_g for each in issues)])
        return dict(cursor.fetchall())


def _next(waits: bool, rows: Sequence[tuple[Any, ...]], size: int) -> tuple[Any, ...] | None:
    if len(rows) == size:
        return waits, rows[-1][7], rows[-1][0]
    return None if waits else (True, *FIRST)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
