"""Fundings: paying for issued tokens out of money that has arrived."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from ledger import errors, events
from ledger.actions import funds, openings
from ledger.actions.openings import Key
from ledger.models.batches import FUNDED, GRAMS
from ledger.models.payouts import PAYABLE
from ledger.queries import funding as queries
from ledger.queries import proof
from ledger.queries.funding import Cursor, Money, Tokens
from ledger.rules import arrays, funding
from ledger.rules.chunks import Chunk
from ledger.rules.funding import Lot, Outcome, Purchase, Purse

START: Cursor = (datetime(1, 1, 1, tzinfo=UTC), "00000000-0000-0000-0000-000000000000")


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
        _post(_paid(outcome.purchases, money, tokens), at)
        _close(lots, outcome, purses)
    return Chunk(_counts(outcome), Counter(outcome.refusals.values()), end if any(p.left for p in purses) else None)


@dataclass(frozen=True, slots=True)
class Paid:
    """A purchase with the accounts between which its tokens and its money move."""

    bought: Purchase
    money: Money
    held: str
    funded: str
    payable: str


def _counts(outcome: Outcome) -> Counter[str]:
    return Counter(
        fundings=len(outcome.purchases),
        tokens_funded=sum(each.grams for each in outcome.purchases),
        cents_funded=sum(each.cents for each in outcome.purchases),
    )


def _paid(bought: list[Purchase], money: dict[str, Money], tokens: dict[str, Tokens]) -> list[Paid]:
    by = [money[each.purse] for each in bought]
    of = [tokens[each.lot] for each in bought]
    tokens_to = [(GRAMS, payer.funder, each.lot) for each, payer in zip(bought, by, strict=True)]
    money_to = [(payer.currency, lot.claimant, payer.fund) for payer, lot in zip(by, of, strict=True)]
    funded = openings.open_missing(FUNDED, "batch", tokens_to, _found(_FUNDED, {each.lot for each in bought}))
    payable = openings.open_missing(PAYABLE, "fund", money_to, _found(_PAYABLE, {lot.claimant for lot in of}))
    return [
        Paid(each, payer, lot.account, funded[to], payable[owed])
        for each, payer, lot, to, owed in zip(bought, by, of, tokens_to, money_to, strict=True)
    ]


_FUNDED = """
SELECT unit_id, holder_id::text, subject_id::text, id::text FROM ledger_account
WHERE subject_id = ANY (%s::uuid[]) AND purpose = 'funded' AND unit_id = 'gCO2e'
"""
_PAYABLE = """
SELECT unit_id, holder_id::text, subject_id::text, id::text FROM ledger_account
WHERE holder_id = ANY (%s::uuid[]) AND purpose = 'payable'
"""
_IDS = "SELECT ledger_uuid7(%s + place)::text FROM generate_series(1, %s) place"
_TRANSFERS = """
INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase)
SELECT ledger_uuid7(%s + 2 * paid.place + side.place), paid.id, side.debit, side.credit, side.unit, side.amount,
    'posted'
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[])
    WITH ORDINALITY paid(id, held, funded, grams, receipt, payable, cents, currency, place)
CROSS JOIN LATERAL (VALUES (0, held, funded, 'gCO2e', grams), (1, receipt, payable, currency, cents))
    side(place, debit, credit, unit, amount)
"""
_ENTRIES = """
INSERT INTO ledger_entry (id, kind, subject_kind, subject_id, occurred_at, body)
SELECT id, 'batch.funded', 'batch', batch, %s, jsonb_build_object(
    'receipt', receipt, 'price', price, 'grams', grams::text, 'cents', cents::text)
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[])
    paid(id, batch, receipt, price, grams, cents)
"""
_FUNDINGS = """
INSERT INTO ledger_funding (id, batch_id, receipt_id, price_id, grams, cents)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[])
"""


def _found(sql: str, ids: Iterable[str]) -> dict[Key, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [arrays.plain(ids)])
        return {(unit, holder, subject): id_ for unit, holder, subject, id_ in cursor.fetchall()}


def _post(paid: list[Paid], at: datetime) -> None:
    """Transfers, then entries, then fundings, in SQL: the bulk way onto the record, whose triggers seal it.

    Raises NotConserved.
    """
    money = {each.money.account for each in paid} | {each.payable for each in paid}
    before = proof.balances(money)
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [openings.tick(), len(paid)])
        new = [row[0] for row in cursor.fetchall()]
        ids = arrays.plain(new)
        purchases = _columns(
            (e.bought.lot, e.bought.purse, e.bought.price, e.bought.grams, e.bought.cents) for e in paid
        )
        moves = _columns(
            (e.held, e.funded, e.bought.grams, e.money.account, e.payable, e.bought.cents, e.money.currency)
            for e in paid
        )
        cursor.execute(_TRANSFERS, [openings.tick(), ids, *moves])
        cursor.execute(_ENTRIES, [at, ids, *purchases])
        cursor.execute(_FUNDINGS, [ids, *purchases])
    events.publish(events.BatchesFunded(new))
    _prove(paid, before)


def _columns(rows: Iterable[tuple[object, ...]]) -> list[str]:
    return [arrays.plain(column) for column in zip(*rows, strict=True)]


def _prove(paid: list[Paid], before: dict[str, int]) -> None:
    """Raises NotConserved unless every token is on its batch's accounts, and each cent where it should have gone."""
    if wrong := proof.unbalanced({each.bought.lot for each in paid}):
        raise errors.NotConserved(f"Batch {wrong[0]} and {len(wrong) - 1} more do not add up to what was issued.")
    expected = Counter(before)
    for each in paid:
        expected[each.money.account] -= each.bought.cents
        expected[each.payable] += each.bought.cents
    if proof.balances(before) != expected:
        raise errors.NotConserved("Money left the receipts that did not reach the claimants.")


def _close(lots: Iterable[Lot], outcome: Outcome, purses: Iterable[Purse]) -> None:
    """Take what is paid for in full, and what is spent, out of the queues."""
    bought = arrays.plain(lot.id for lot in lots if lot.id not in outcome.refusals)
    spent = arrays.plain(purse.id for purse in purses if not purse.left)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_batch SET open = false WHERE id = ANY (%s::uuid[])", [bought])
        cursor.execute("UPDATE ledger_receipt SET open = false WHERE id = ANY (%s::uuid[])", [spent])
