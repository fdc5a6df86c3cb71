"""Accounts opened by the thousand, for the chunks of a reconciliation: ids in, ids out, no rows built."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from commons.rules import ids
from ledger.rules import arrays

_OPEN = """
INSERT INTO ledger_account
    (id, debits, credits, held_debits, held_credits, unit_id, holder_id, purpose, subject_kind, subject_id, floored)
SELECT id, 0, 0, 0, 0, unit, holder, %s, %s, subject, true
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[]) wanted(id, unit, holder, subject)
"""


Key = tuple[str, UUID | None, UUID]


def open_new(purpose: str, subject_kind: str, keys: Iterable[Key]) -> list[UUID]:
    """Open accounts that are known not to be there; their ids, in order. keys: unit, holder, subject."""
    rows = [(ids.uuid7(), *key) for key in keys]
    if rows:
        columns = [arrays.plain(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, [purpose, subject_kind, *columns])
    return [row[0] for row in rows]


def open_missing(purpose: str, subject_kind: str, keys: Iterable[Key], there: dict[Key, UUID]) -> dict[Key, UUID]:
    """The accounts of these keys: those already there, and those opened now."""
    missing = list(dict.fromkeys(key for key in keys if key not in there))
    return there | dict(zip(missing, open_new(purpose, subject_kind, missing), strict=True))
