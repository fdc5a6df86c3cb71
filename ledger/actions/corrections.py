"""Corrections: an action that puts an entry right, and the link between the two; and what an action would do."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import entries
from ledger.models import Correction, Entry, Transfer
from ledger.rules import commitments, words

T = TypeVar("T")


@dataclass(frozen=True)
class Foreseen:
    """An entry that would be recorded: its kind, and what it would move."""

    kind: str
    transfers: list[Transfer]


class _Seen(Exception):
    """All was seen that was to be seen: nothing of it is kept."""


def correct(*, by: Agent, entry: Entry, reason: str, act: Callable[[], T]) -> T:
    """What `act` returns, which records at least one entry: the first of them corrects `entry`, and both say so.

    `act` asks for permission itself. Raises BadInput without a reason, and what `act` raises.
    """
    reason = words.reasons("reason", reason, 2000)
    before = len(entries.collected())
    done = act()
    if made := entries.collected()[before:]:
        row = Correction(corrected=entry, correction_id=made[0].id, reason=reason, by=by)
        row.save(force_insert=True)
        body = {
            "correction": str(made[0].id),
            "reason_commitment": commitments.commit(f"reason\n{reason}", bytes(row.salt)),
        }
        entries.record(kind="entry.corrected", subject=entry, by=by, body=body)
    return done


def preview(act: Callable[[], object]) -> list[Foreseen]:
    """The entries that `act` would record, with their transfers: it is done, seen and undone. Raises what it raises."""
    seen: list[Foreseen] = []

    def look() -> None:
        act()
        made = entries.collected()
        entries.post()  # so that the database says now what it would refuse
        seen.extend(Foreseen(entry.draft.kind, _transfers(entry.transfers)) for entry in made)
        raise _Seen

    with suppress(_Seen):
        transactions.edge()(look)()
    return seen


def _transfers(ids: Sequence[UUID]) -> list[Transfer]:
    related = ("debit__holder", "credit__holder", "unit")
    return list(Transfer.objects.filter(pk__in=ids).select_related(*related).order_by("id"))
