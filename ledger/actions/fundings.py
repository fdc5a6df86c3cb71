"""Fundings: paying for issued tokens out of money that has arrived."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from ledger import errors
from ledger.actions import entries, funds, openings
from ledger.actions.entries import Draft
from ledger.actions.openings import Key
from ledger.models.batches import FUNDED, GRAMS
from ledger.models.payouts import PAYABLE
from ledger.queries import funding as queries
from ledger.queries import proof
from ledger.queries.funding import Cursor, Money, Tokens
from ledger.rules import arrays, funding
from ledger.rules.chunks import Chunk
from ledger.rules.funding import Lot, Outcome, Purchase, Purse
from ledger.rules.moves import Move

START: Cursor = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


def fund_open(*, at: datetime, size: int, cursor: Cursor | None) -> Chunk:
    """Let the receipts pay for the next open batches, in the order of (verified_at, claim).

    Waits for its turn: who pays for what depends on what was paid for before. A batch that nobody can pay for
    now is passed, and looked at again by the next run.
    """
    funds.take_turn()
    purses, money = queries.purses()
    tariffs = queries.tariffs(at)
    if not purses or not tariffs:
        return Chunk()
    families = sorted({tariff.family for tariff in tariffs})
    lots, tokens, end = queries.lots(families, cursor or START, size)
    outcome = funding.pay(lots, purses, tariffs)
    if outcome.purchases:
        _Posting(purses, money, tokens, at).post(outcome, lots)
    return Chunk(_counts(outcome), Counter(outcome.refusals.values()), end if any(p.left for p in purses) else None)


def _counts(outcome: Outcome) -> Counter[str]:
    return Counter(
        fundings=len(outcome.purchases),
        tokens_funded=sum(each.grams for each in outcome.purchases),
        cents_funded=sum(each.cents for each in outcome.purchases),
    )


class _Posting:
    """Writes purchases down: accounts, entries with their transfers, fundings; and proves that it adds up."""

    def __init__(
        self, purses: Iterable[Purse], money: dict[UUID, Money], tokens: dict[UUID, Tokens], at: datetime
    ) -> None:
        self.purses = {purse.id: purse for purse in purses}
        self.money, self.tokens, self.at = money, tokens, at

    def post(self, outcome: Outcome, lots: Iterable[Lot]) -> None:
        bought = outcome.purchases
        funded, payable = self._funded(bought), self._payable(bought)
        before = proof.balances(self._money_accounts(bought, payable))
        recorded = entries.record_many(self._draft(each, funded, payable) for each in bought)
        entries.post()
        _write([entry.id for entry in recorded], bought)
        _close(lots, outcome.refusals, [id_ for id_ in {each.purse for each in bought} if not self.purses[id_].left])
        self._prove(bought, before)

    def _draft(self, bought: Purchase, funded: dict[Key, UUID], payable: dict[Key, UUID]) -> Draft:
        money = self.money[bought.purse]
        body = {
            "receipt": str(bought.purse),
            "price": str(bought.price),
            "grams": str(bought.grams),
            "cents": str(bought.cents),
        }
        transfers = (
            Move(self.tokens[bought.lot].account, funded[self._funded_key(bought)], bought.grams, unit=GRAMS),
            Move(money.account, payable[self._payable_key(bought)], bought.cents, unit=money.currency),
        )
        return Draft("batch.funded", ("batch", bought.lot), body=body, transfers=transfers, occurred_at=self.at)

    def _funded_key(self, bought: Purchase) -> Key:
        return GRAMS, self.money[bought.purse].funder, bought.lot

    def _payable_key(self, bought: Purchase) -> Key:
        purse = self.purses[bought.purse]
        return self.money[purse.id].currency, self.tokens[bought.lot].claimant, UUID(str(purse.fund))

    def _funded(self, bought: list[Purchase]) -> dict[Key, UUID]:
        keys = [self._funded_key(each) for each in bought]
        there = _found(_FUNDED, arrays.plain({lot for _, _, lot in keys}))
        return openings.open_missing(FUNDED, "batch", keys, there)

    def _payable(self, bought: list[Purchase]) -> dict[Key, UUID]:
        keys = [self._payable_key(each) for each in bought]
        units, holders = {unit for unit, _, _ in keys}, {holder for _, holder, _ in keys}
        there = _found(_PAYABLE, arrays.plain(units), arrays.plain(holders))
        return openings.open_missing(PAYABLE, "fund", keys, there)

    def _money_accounts(self, bought: list[Purchase], payable: dict[Key, UUID]) -> set[UUID]:
        return {self.money[each.purse].account for each in bought} | {
            payable[self._payable_key(each)] for each in bought
        }

    def _prove(self, bought: list[Purchase], before: dict[UUID, int]) -> None:
        """Raises NotConserved unless every token and every cent is still there, on the account where it belongs."""
        if wrong := proof.unbalanced({each.lot for each in bought}):
            raise errors.NotConserved(f"Batch {wrong[0]} and {len(wrong) - 1} more do not add up to what was issued.")
        after = proof.balances(before)
        left = {self.money[each.purse].account: self.purses[each.purse].left for each in bought}
        if sum(after.values()) != sum(before.values()) or any(
            after[account] != cents for account, cents in left.items()
        ):
            raise errors.NotConserved("Money left the receipts that did not reach the claimants.")


_FUNDED = """
SELECT unit_id, holder_id, subject_id, id FROM ledger_account
WHERE subject_id = ANY (%s::uuid[]) AND purpose = 'funded' AND unit_id = 'gCO2e'
"""
_PAYABLE = """
SELECT unit_id, holder_id, subject_id, id FROM ledger_account
WHERE purpose = 'payable' AND unit_id = ANY (%s::text[]) AND holder_id = ANY (%s::uuid[])
"""
_FUNDINGS = """
INSERT INTO ledger_funding (id, batch_id, receipt_id, price_id, grams, cents)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[])
"""


def _found(sql: str, *values: str) -> dict[Key, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {(unit, holder, subject): id_ for unit, holder, subject, id_ in cursor.fetchall()}


def _write(ids: list[UUID], bought: list[Purchase]) -> None:
    columns = zip(*((e.lot, e.purse, e.price, e.grams, e.cents) for e in bought), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_FUNDINGS, [arrays.plain(ids), *map(arrays.plain, columns)])


def _close(lots: Iterable[Lot], refused: dict[UUID, funding.Reason], spent: list[UUID]) -> None:
    """Take what is paid for in full, and what is spent, out of the queues."""
    paid = arrays.plain(lot.id for lot in lots if lot.id not in refused)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_batch SET open = false WHERE id = ANY (%s::uuid[])", [paid])
        cursor.execute("UPDATE ledger_receipt SET open = false WHERE id = ANY (%s::uuid[])", [arrays.plain(spent)])
