"""Reversals: cancelling tokens whose effect did not last."""

from collections.abc import Iterator
from datetime import datetime

from commons.models import Agent
from ledger import errors, events, permissions
from ledger.actions import accounts, entries, funds
from ledger.actions.retirements import close_if_empty
from ledger.models import Account, Batch, Reversal
from ledger.models.batches import BUFFER, CANCELLED, FUNDED, GRAMS, HELD
from ledger.queries import batches as queries
from ledger.rules import batches, claims, commitments, reversals, words
from ledger.rules.moves import Move

DEBT_UNIT = "gCO2e-reversal"
DEBT = "debt"


def reverse(*, by: Agent, batch: Batch, quantity_g: int, reason: str, occurred_at: datetime) -> Reversal:
    """Cancel the tokens of an effect that was lost again: the batch's own, its buffer, the family's pooled buffer,
    oldest first; what is missing then is the claimant's debt.

    Raises NotAllowed, BadInput above what of the batch has not been reversed yet; then nothing is written.
    """
    permissions.require(by, "reversal.make")
    batches.check_grams("quantity_g", quantity_g)
    reason = words.reasons("reason", reason, 2000)
    funds.take_turn()
    batch = Batch.objects.locked().select_related("claim").get(pk=batch.pk)
    left = batch.quantity_g - queries.reversed_g(batch)
    if quantity_g > left:
        raise errors.BadInput(
            "quantity_g", quantity_g, f"at most the {left} g of the batch that were not reversed before"
        )
    own, buffer = _own(batch), list(Account.objects.of(batch).filter(unit=GRAMS, purpose=BUFFER))
    plan = reversals.plan(quantity_g, own=_stocks(own), buffer=_stocks(buffer), pool=_stocks(queries.pool(batch)))
    reversal = Reversal.objects.create(
        batch=batch, quantity_g=quantity_g, own_g=reversals.total(plan.own), buffer_g=reversals.total(plan.buffer),
        pool_g=reversals.total(plan.pool), debt_g=plan.debt_g, reason=reason, reversed_by=by, occurred_at=occurred_at,
    )  # fmt: skip
    entries.record(
        kind="batch.reversed", subject=batch, by=by, body=_body(reversal), occurred_at=occurred_at,
        transfers=[*_cancelled(plan), *_owed(batch, plan.debt_g)],
    )  # fmt: skip
    _mark(batch, own, plan, whole=quantity_g == left)
    events.publish(events.BatchesReversed([reversal.pk], by.pk))
    return reversal


def _own(batch: Batch) -> list[Account]:
    """What the claimant holds, then what was funded, oldest first. Retired tokens are used up, and stay so."""
    found = Account.objects.of(batch).filter(unit=GRAMS, purpose__in=[HELD, FUNDED])
    return sorted(found, key=lambda account: (account.purpose != HELD, account.id))


def _stocks(found: Iterator[Account] | list[Account]) -> Iterator[tuple[Account, int]]:
    return ((account, account.available) for account in found)


def _cancelled(plan: reversals.Plan[Account]) -> list[Move]:
    about = [account.subject_id for account, _ in plan.takes if account.subject_id]
    keys = [accounts.AccountKey(GRAMS, CANCELLED, None, ("batch", batch)) for batch in about]
    targets = accounts.open_many(keys) if keys else []
    return [Move(account, target, grams) for (account, grams), target in zip(plan.takes, targets, strict=True)]


def _owed(batch: Batch, debt_g: int) -> list[Move]:
    if not debt_g:
        return []
    debt = accounts.open(unit=DEBT_UNIT, holder=batch.claimant, purpose=DEBT, subject=batch)
    return [Move(accounts.source(unit=DEBT_UNIT, purpose="mint"), debt, debt_g)]


def _mark(batch: Batch, own: list[Account], plan: reversals.Plan[Account], *, whole: bool) -> None:
    held = sum(account.available for account in own if account.purpose == HELD)
    taken = sum(grams for account, grams in plan.own if account.purpose == HELD)
    close_if_empty(batch, held - taken)
    claim = batch.claim
    claim.state = claims.after(claim.state, "reverse" if whole else "reverse_in_part")
    claim.save(update_fields=["state"])


def _body(reversal: Reversal) -> dict[str, str]:
    parts = ("quantity_g", "own_g", "buffer_g", "pool_g", "debt_g")
    return {part: str(getattr(reversal, part)) for part in parts} | {
        "reason_commitment": commitments.commit(reversal.reason, bytes(reversal.salt or b""))
    }
