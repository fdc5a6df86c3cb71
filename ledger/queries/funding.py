"""What the next funding looks at: money that is left, prices in force, and tokens that nobody has paid for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ledger.models import Price
from ledger.rules import arrays
from ledger.rules.earmarks import Earmark
from ledger.rules.funding import Lot, Purse, Tariff

# Ids are texts here: a chunk handles tens of thousands, and a UUID object costs more than all else that is done to one.
Cursor = tuple[datetime, str]
Circles = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Money:
    """Where a receipt's money stands, in what currency and fund, and who gets the tokens that it pays for."""

    account: str
    currency: str
    funder: str
    fund: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where a batch's unpaid tokens stand, and whose they are."""

    account: str
    claimant: str


_PURSES = """
SELECT r.id::text, r.fund_id::text, r.family, coalesce(r.place_path, ''), r.vintage_from, r.vintage_until, r.arrived_at,
    a.credits - a.debits - a.held_debits, r.payer_id::text, a.id::text, a.unit_id, r.funder_id::text, r.fund_id::text
FROM ledger_receipt r
JOIN ledger_fund f ON f.id = r.fund_id
JOIN ledger_account a
    ON a.subject_id = r.id AND a.purpose = 'receipt' AND a.holder_id = f.agent_id AND a.unit_id = f.currency_id
WHERE r.open
ORDER BY r.arrived_at, r.id
"""


def purses() -> tuple[list[Purse], dict[str, Money]]:
    """Every receipt with money left, in the order of arrival, and where its money stands."""
    rows = _rows(_PURSES)
    circles = circles_of({row[8] for row in rows})
    found = [
        Purse(id_, fund, Earmark(family, place, (first, last) if first else None), arrived_at, left, circles[payer])
        for id_, fund, family, place, first, last, arrived_at, left, payer, *_ in rows
    ]
    return found, {row[0]: Money(*row[9:]) for row in rows}


def tariffs(at: datetime) -> list[Tariff]:
    """Every price in force at that time."""
    found = Price.objects.in_force(at)
    return [Tariff(str(p.pk), str(p.fund_id), p.family, p.place_id, p.cents_per_tonne) for p in found]


_LOCK_LOTS = """
SELECT id::text FROM ledger_batch
WHERE open AND family = ANY (%s::text[]) AND (verified_at, claim_id) > (%s, %s::uuid)
ORDER BY verified_at, claim_id LIMIT %s
FOR NO KEY UPDATE
"""
# A statement of its own: one that waited for a lock would still see the balances from before. The limit keeps the
# planner from joining whole tables.
_LOTS = """
SELECT b.id::text, b.family, b.place_path, b.vintage, held.grams, b.claim_id::text, held.id::text, b.claimant_id::text,
    b.verified_at
FROM ledger_batch b
CROSS JOIN LATERAL (
    SELECT a.id, a.credits - a.debits - a.held_debits AS grams FROM ledger_account a
    WHERE a.subject_id = b.id AND a.purpose = 'held' AND a.holder_id = b.claimant_id AND a.unit_id = 'gCO2e' LIMIT 1
) held
WHERE b.id = ANY (%s::uuid[])
ORDER BY b.verified_at, b.claim_id
"""


def lots(families: Iterable[str], after: Cursor, size: int) -> tuple[list[Lot], dict[str, Tokens], Cursor | None]:
    """The next batches of these families with unpaid tokens, locked; and where to go on, None at the end."""
    locked = [row[0] for row in _rows(_LOCK_LOTS, arrays.plain(families), *after, size)]
    rows = _rows(_LOTS, arrays.plain(locked))
    circles = circles_around([row[5] for row in rows])
    found = [
        Lot(id_, family, place, vintage, grams, circles[claim])
        for id_, family, place, vintage, grams, claim, *_ in rows
        if grams > 0
    ]
    end = (rows[-1][8], rows[-1][5]) if len(locked) == size else None
    return found, {row[0]: Tokens(row[6], row[7]) for row in rows}, end


_CIRCLES_AROUND = """
WITH party AS (
    SELECT c.id AS claim_id, p.agent_id
    FROM ledger_claim c
    LEFT JOIN ledger_asset a ON a.id = c.asset_id
    CROSS JOIN LATERAL (VALUES (c.claimant_id), (c.filed_by_id), (c.confirmed_by_id), (a.owner_id)) p(agent_id)
    WHERE c.id = ANY (%(claims)s::uuid[]) AND p.agent_id IS NOT NULL
    UNION
    SELECT v.claim_id, v.verifier_id FROM ledger_verification v
    WHERE v.claim_id = ANY (%(claims)s::uuid[]) AND v.outcome = 'approve'
)
SELECT claim_id::text, array_agg(agent_id::text) FROM (
    SELECT claim_id, agent_id FROM party
    UNION ALL
    SELECT p.claim_id, m.collective_id FROM party p
    JOIN commons_membership m ON m.member_id = p.agent_id AND (m.until IS NULL OR m.until > now())
) circle GROUP BY claim_id
"""


def circles_around(claims: Sequence[str]) -> Circles:
    """For each claim who has a part in it, its verifiers too, and the collectives that these are in today."""
    with connection.cursor() as cursor:
        cursor.execute(_CIRCLES_AROUND, {"claims": arrays.plain(claims)})
        return {claim: frozenset(agents) for claim, agents in cursor.fetchall()}


_MEMBERSHIPS = """
SELECT member_id::text, array_agg(collective_id::text) FROM commons_membership
WHERE member_id = ANY (%s::uuid[]) AND (until IS NULL OR until > now()) GROUP BY member_id
"""


def circles_of(agents: Iterable[str]) -> Circles:
    """For each agent itself and the collectives that it is in today."""
    asked = list(agents)
    collectives = dict(_rows(_MEMBERSHIPS, arrays.plain(asked)))
    return {agent: frozenset([agent, *collectives.get(agent, ())]) for agent in asked}


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
