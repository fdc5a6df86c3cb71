"""What became of a batch's tokens."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import F, Sum

from commons.models import Agent
from ledger.models import Account, Batch, Claim, Entry
from ledger.models.batches import BUFFER, GRAMS, STATES


def tokens(batch: Batch) -> dict[str, int]:
    """Grams in each state: held, funded, retired, buffer, cancelled."""
    sums = (
        Account.objects.of(batch).filter(unit=GRAMS).values("purpose").annotate(grams=Sum(F("credits") - F("debits")))
    )
    return dict.fromkeys(STATES, 0) | {row["purpose"]: int(row["grams"]) for row in sums}


def reversed_g(batch: Batch) -> int:
    """Grams of it that were reversed so far."""
    return batch.reversals.aggregate(grams=Sum("quantity_g"))["grams"] or 0


def pool(batch: Batch) -> Iterator[Account]:
    """The buffer accounts of the other batches of its family with anything on them, the oldest batch first."""
    others = Batch.objects.filter(family=batch.family, buffer_g__gt=0).exclude(pk=batch.pk).order_by("number")
    for ids in _in_hundreds(others.values_list("id", flat=True).iterator(chunk_size=100)):
        found = Account.objects.filter(unit=GRAMS, purpose=BUFFER, subject_id__in=ids, credits__gt=F("debits"))
        by_batch = {account.subject_id: account for account in found}
        yield from (by_batch[id_] for id_ in ids if id_ in by_batch)


def debt_g(claimant: Agent) -> int:
    """Grams that a claimant owes for reversals that nothing could bear."""
    owed = Account.objects.filter(holder=claimant, unit="gCO2e-reversal", purpose="debt")
    return int(owed.aggregate(grams=Sum(F("credits") - F("debits")))["grams"] or 0)


def story(claim: Claim) -> list[Entry]:
    """Every entry behind a claim, of its batch too, oldest first."""
    about = [claim.pk, *Batch.objects.filter(claim=claim).values_list("id", flat=True)]
    return list(Entry.objects.filter(subject_id__in=about).order_by("id"))


def _in_hundreds(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    chunk: list[UUID] = []
    for id_ in ids:
        chunk.append(id_)
        if len(chunk) == 100:
            yield chunk
            chunk = []
    yield chunk
