"""Reconciliation, the main job: issue what is verified, fund what is issued, prepare what is to be paid out.

What is due is in the database: any number of workers may run at once, and be killed at any statement. Each
chunk is one transaction that proves its own conservation and refuses to commit if that fails; the run ends
with the proof of the whole.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from commons.models import Agent
from commons.rules import ids
from config.plumbing import transactions
from ledger import errors
from ledger.actions import batches, fundings, holds, payouts
from ledger.models import Run
from ledger.queries import funding, proof, waiting
from ledger.rules.chunks import Chunk

CHUNK = 10_000
LARGEST_CHUNK = 100_000

Step = Callable[..., Chunk]
Progress = Callable[[str, Counter[str]], None]

STEPS: dict[str, Step] = {
    "void": holds.void_expired,
    "issue": batches.issue_due,
    "fund": fundings.fund_open,
    "pay": payouts.prepare_due,
}


def run(
    *,
    trigger: str = Run.Trigger.COMMAND,
    by: Agent | None = None,
    at: datetime | None = None,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    id: UUID | None = None,
) -> Run:
    """Go through all that is due at `at` (now), in chunks; returns what was done, what was not and why, and the proof.

    id: the run's own, where whoever asked for it wants to find it again.
    progress: called after each chunk with the step's name and all counts so far.
    Raises BadInput on a chunk of no sensible size; NotConserved, when tokens or money do not add up: then the
    chunk that found it is not committed, and the run is left without an end.
    """
    if type(chunk) is not int or not 0 < chunk <= LARGEST_CHUNK:
        raise errors.BadInput("chunk", chunk, f"1 to {LARGEST_CHUNK} rows")
    at = at or timezone.now()
    record = Run.objects.create(
        id=id or ids.uuid7(), trigger=trigger, started_by=by, counts={}, started_at=timezone.now()
    )
    for name, step in STEPS.items():
        _go_through(record, name, step, at=at, size=chunk, progress=progress)
    return _end(record, at)


def _go_through(record: Run, name: str, step: Step, *, at: datetime, size: int, progress: Progress | None) -> None:
    cursor = None
    while True:
        done = _chunk(record.pk, step, at, size, cursor)
        record.counts = _added(record.counts, done.counts)
        record.refusals = _added(record.refusals, done.refusals)
        if progress:
            progress(name, Counter(record.counts))
        cursor = done.cursor
        if cursor is None:
            return


@transactions.edge()
def _chunk(run_id: UUID, step: Step, at: datetime, size: int, cursor: Any) -> Chunk:
    """One transaction: what the step does, and its counts in the run."""
    _read_by_index()
    done = step(at=at, size=size, cursor=cursor)
    if done.worked:
        record = Run.objects.only("counts").get(pk=run_id)
        Run.objects.filter(pk=run_id).update(chunks=F("chunks") + 1, counts=_added(record.counts, done.counts))
    return done


def _read_by_index() -> None:
    """A chunk is small beside the tables, which grow while the plans of a session stay: none may read them whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def _end(record: Run, at: datetime) -> Run:
    record.refresh_from_db(fields=["chunks", "counts"])
    if not record.chunks and record.trigger == Run.Trigger.TASK:
        record.delete()  # a minute in which nothing was due
        return record
    record.refusals = _why(record.refusals, at)
    record.proof = proof.whole()
    if not record.proof["conserved"]:
        raise errors.NotConserved(f"The whole does not add up: {record.proof}")
    record.ended_at = timezone.now()
    record.save(update_fields=["refusals", "proof", "ended_at"])
    return record


def _why(seen: dict[str, int], at: datetime) -> dict[str, int]:
    """Why claims are not issued and tokens not funded, of those too that no chunk had to look at."""
    priced = sorted({tariff.family for tariff in funding.tariffs(at)})
    waits, can_be_priced = waiting.open_batches(), waiting.open_batches(families=priced)
    passed = {reason: seen.get(reason, 0) for reason in ("conflict", "too_small", "no_price")}
    passed["no_price"] += waits - can_be_priced
    passed["no_money"] = max(waits - sum(passed.values()), 0)
    passed["methodology_unknown"] = seen.get("methodology_unknown", 0)
    return {reason: number for reason, number in (waiting.not_issued(at) | passed).items() if number}


def _added(one: dict[str, int], other: Counter[str]) -> dict[str, int]:
    return dict(Counter(one) + other)
