"""Who bears a reversal: the batch itself, its buffer, the pooled buffer of its family, and then the claimant."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from ledger.rules import batches
from ledger.rules.batches import Stock

Stocks = Iterable[tuple[Stock, int]]
Takes = list[tuple[Stock, int]]


@dataclass(frozen=True)
class Plan(Generic[Stock]):
    """Grams to cancel from each account, by who bears them, and the shortfall that becomes debt."""

    own: Takes[Stock]
    buffer: Takes[Stock]
    pool: Takes[Stock]
    debt_g: int

    @property
    def takes(self) -> Takes[Stock]:
        return [*self.own, *self.buffer, *self.pool]


def plan(quantity_g: int, *, own: Stocks[Stock], buffer: Stocks[Stock], pool: Stocks[Stock]) -> Plan[Stock]:
    """Spread a reversal over what there is: own tokens first, then the batch's buffer, then the pool, oldest first.

    Each of the stocks comes in the order in which it is to be taken. Retired tokens are in none of them:
    what somebody has used up stays used up, and the others bear it.
    """
    from_own, missing = batches.draw(quantity_g, own)
    from_buffer, missing = batches.draw(missing, buffer)
    from_pool, missing = batches.draw(missing, pool)
    return Plan(from_own, from_buffer, from_pool, missing)


def total(takes: Takes[Stock]) -> int:
    """Grams in all."""
    return sum(grams for _, grams in takes)
