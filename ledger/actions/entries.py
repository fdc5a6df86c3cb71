"""The door to the record: everything that is written on it comes through here.

Calls inside one edge are collected and posted together just before it commits, by one call of `ledger_record_all`
in the database: so that accounts are locked once and in order. What a refusal of the database means is said in the
ledger's own words.
"""

import hashlib
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError, connection, models

from commons.models import Agent
from commons.rules import ids
from config.plumbing import transactions
from ledger import errors
from ledger.actions import laws
from ledger.models import Entry
from ledger.rules import arrays, canonical, moves
from ledger.rules.moves import Move

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be recorded. `subject` is the row that it is about; the rest as in `record`."""

    kind: str
    subject: models.Model | tuple[str, UUID]
    by: Agent | None = None
    acting_for: Agent | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    transfers: Sequence[Move] = ()
    occurred_at: datetime | None = None
    key: str | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A draft with its id, the ids of its transfers in their order, and its body as it will be kept."""

    id: UUID
    draft: Draft
    transfers: tuple[UUID, ...]
    body: str


class _Pending(threading.local):
    """What this thread's edge has collected and not yet posted."""

    def __init__(self) -> None:
        self.entries: list[Recorded] = []


_pending = _Pending()
transactions.forget_on_rollback(lambda: _pending.entries.clear())


def record(
    *,
    kind: str,
    subject: models.Model | tuple[str, UUID],
    by: Agent | None = None,
    acting_for: Agent | None = None,
    body: Mapping[str, Any] | None = None,
    transfers: Iterable[Move] = (),
    occurred_at: datetime | None = None,
    key: str | None = None,
    digest: bytes | None = None,
) -> Entry:
    """Record one entry with its transfers when the edge commits; returns it with its final id.

    kind: noun.verb. by: the person who did it (None: the system); acting_for: whom they did it for.
    body: see canonical.canonical. key and digest: see `replay`.
    Raises BadInput now; InsufficientFunds, AccountClosed, HoldNotOpen, LeafTooLarge when the edge ends:
    then nothing is written. RuntimeError outside of an edge.
    """
    draft = Draft(kind, subject, by, acting_for, body or {}, tuple(transfers), occurred_at, key, digest)
    (recorded,) = record_many([draft])
    subject_kind, subject_id = _subject(draft)
    return Entry(
        id=recorded.id, kind=kind, subject_kind=subject_kind, subject_id=subject_id, by=by, acting_for=acting_for,
        body=dict(draft.body), occurred_at=occurred_at, key=key, digest=digest,
    )  # fmt: skip


def record_many(drafts: Iterable[Draft]) -> list[Recorded]:
    """Record entries when the edge commits, in this order: all of them, or none."""
    transactions.before_commit(post)
    accepted = [(draft, _body(draft)) for draft in drafts]
    new = iter(ids.uuid7s(sum(1 + len(draft.transfers) for draft, _ in accepted)))
    collected = [Recorded(next(new), draft, tuple(islice(new, len(draft.transfers))), body) for draft, body in accepted]
    _pending.entries.extend(collected)
    return collected


def collected() -> list[Recorded]:
    """What the edge that is open will record, so far."""
    return list(_pending.entries)


def replay(by: Agent | None, key: str | None, digest: bytes) -> UUID | None:
    """The id of what was made when `by` sent this key before; None if it is new, or there is no key.

    digest: of everything that the request asks for. Raises KeyReused if the key was another request's.
    """
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise errors.BadInput("key", key, f"1 to {LONGEST_KEY} printable characters")
    transactions.retry_on_conflict()
    found = Entry.objects.filter(by=by, key=key).values_list("subject_id", "digest").first()
    if found is None:
        return None
    if bytes(found[1] or b"") != digest:
        raise errors.KeyReused(f"The key {key!r} was used for another request.")
    return UUID(str(found[0]))


def derived_id(by: Agent | None, key: str | None, n: int = 0) -> UUID:
    """The id of the n-th thing that the request under this key makes: the same each time. New ones without a key."""
    if key is None:
        return ids.uuid7()
    seed = hashlib.sha256(f"{by.pk if by else ''}\n{n}\n{key}".encode()).digest()
    return UUID(int=_version_8(int.from_bytes(seed[:16], "big")))


def _version_8(bits: int) -> int:
    """Marks 128 bits as a UUID of one's own making (RFC 9562, 5.8)."""
    return bits & ~(0xF << 76) & ~(0x3 << 62) | 8 << 76 | 2 << 62


def post() -> None:
    """Insert what was collected. The edge calls it; call it earlier only where what follows must see the totals."""
    entries, _pending.entries = _pending.entries, []
    if not entries:
        return
    transfers = [
        (entry_id, move, id_)
        for entry_id, entry in ((str(entry.id), entry) for entry in entries)
        for id_, move in zip(entry.transfers, entry.draft.transfers, strict=True)
    ]
    values = _transfer_arrays(transfers) + _entry_arrays(entries)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_RECORD, values)
    except IntegrityError as error:
        _explain(error, entries)


def _body(draft: Draft) -> str:
    if draft.key is not None and draft.digest is None:
        raise errors.BadInput("digest", None, "the digest of the request, where a key is given")
    return canonical.canonical(draft.body) if draft.body else "{}"


def _subject(draft: Draft) -> tuple[str, UUID]:
    if isinstance(draft.subject, tuple):
        return draft.subject
    return str(draft.subject._meta.model_name), draft.subject.pk


_RECORD = f"SELECT ledger_record_all({', '.join(['%s'] * 19)})"


def _transfer_arrays(rows: list[tuple[str, Move, UUID]]) -> list[str]:
    moved = [move for _, move, _ in rows]
    return [
        arrays.plain([id_ for _, _, id_ in rows]),
        arrays.plain([entry_id for entry_id, _, _ in rows]),
        arrays.plain([move.debit_id for move in moved]),
        arrays.plain([move.credit_id for move in moved]),
        arrays.quoted([move.unit_code for move in moved]),
        arrays.plain([move.amount for move in moved]),
        arrays.plain([move.phase for move in moved]),
        arrays.quoted([move.expires_at.isoformat() if move.expires_at else None for move in moved]),
        arrays.plain([move.resolves for move in moved]),
    ]


def _entry_arrays(entries: list[Recorded]) -> list[str]:
    drafts = [entry.draft for entry in entries]
    subjects = [_subject(draft) for draft in drafts]
    return [
        arrays.plain([entry.id for entry in entries]),
        arrays.quoted([draft.kind for draft in drafts]),
        arrays.quoted([kind for kind, _ in subjects]),
        arrays.plain([id_ for _, id_ in subjects]),
        arrays.plain([draft.by.pk if draft.by else None for draft in drafts]),
        arrays.plain([draft.acting_for.pk if draft.acting_for else None for draft in drafts]),
        arrays.quoted([entry.body for entry in entries]),
        arrays.quoted([draft.occurred_at.isoformat() if draft.occurred_at else None for draft in drafts]),
        arrays.quoted([draft.key for draft in drafts]),
        arrays.quoted(["\\x" + draft.digest.hex() if draft.digest else None for draft in drafts]),
    ]


_ACCOUNT_ROW = re.compile(r"\(([0-9a-f-]{36}), (\d+), (\d+), (\d+), (\d+),")


def _explain(error: IntegrityError, entries: list[Recorded]) -> NoReturn:
    """Say in the ledger's words what the database refused."""
    rule, detail = laws.broken_by(error), laws.detail_of(error)
    if rule == "entry_key_once_per_caller":
        raise transactions.TryAgain("The same request is being recorded elsewhere.") from error
    if rule == "account_floor" and (row := _ACCOUNT_ROW.search(detail)):
        account = UUID(row[1])
        debits, credits_, held = int(row[2]), int(row[3]), int(row[4])
        asked = moves.net_outflow((move for entry in entries for move in entry.draft.transfers), account)
        raise errors.InsufficientFunds(account, asked, credits_ - debits - held + asked) from error
    if rule == "account_is_open":
        raise errors.AccountClosed(detail) from error
    if rule in ("transfer_settles_its_hold", "transfer_settles_a_hold_once"):
        raise errors.HoldNotOpen(laws.words_of(error)) from error
    if rule == "entry_leaf_fits":
        raise errors.LeafTooLarge("An entry is at most 65,535 bytes on the public record.") from error
    raise error
