"""Holds that nobody settled in time: voided, so that what they reserved is free again."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from config.plumbing import transactions
from ledger import errors
from ledger.actions import entries, funds
from ledger.actions.entries import Draft
from ledger.models import Transfer
from ledger.rules import moves
from ledger.rules.chunks import Chunk

FIRST = UUID(int=0)


def void_expired(*, at: datetime, size: int, cursor: UUID | None) -> Chunk:
    """Void the next holds that expired before `at`. Where somebody settles one meanwhile, the chunk is run again."""
    funds.take_turn()
    expired = list(
        Transfer.objects.filter(expires_at__lte=at, resolved_by=None, id__gt=cursor or FIRST)
        .select_related("entry")
        .order_by("id")[:size]
    )
    entries.record_many(
        Draft(
            "hold.expired",
            (hold.entry.subject_kind, hold.entry.subject_id),
            transfers=[moves.void(hold)],
            occurred_at=at,
        )
        for hold in expired
    )
    try:
        entries.post()
    except errors.HoldNotOpen as error:
        raise transactions.TryAgain("A hold was settled meanwhile.") from error
    return Chunk(Counter(holds_voided=len(expired)), cursor=expired[-1].id if len(expired) == size else None)
