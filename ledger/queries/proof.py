"""The conservation proof: what was issued and what came in, against where it all stands now."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from ledger.models.batches import STATES
from ledger.rules import arrays

# One statement, so that both sides of each equation are seen at the same moment.
_WHOLE = """
SELECT 'tokens', 'issued', 'gCO2e', coalesce(sum(quantity_g), 0) FROM ledger_batch
UNION ALL
SELECT 'tokens', purpose, unit_id, sum(credits - debits) FROM ledger_account
WHERE unit_id = 'gCO2e' AND floored GROUP BY purpose, unit_id
UNION ALL
SELECT 'money', 'in', f.currency_id, sum(r.cents) FROM ledger_receipt r JOIN ledger_fund f ON f.id = r.fund_id
GROUP BY f.currency_id
UNION ALL
SELECT 'money', 'held', f.currency_id, sum(a.credits - a.debits)
FROM ledger_fund f
JOIN ledger_receipt r ON r.fund_id = f.id
JOIN ledger_account a
    ON a.subject_id = r.id AND a.purpose = 'receipt' AND a.holder_id = f.agent_id AND a.unit_id = f.currency_id
GROUP BY f.currency_id
UNION ALL
SELECT 'money', 'owed', unit_id, sum(credits - debits) FROM ledger_account WHERE purpose = 'payable' GROUP BY unit_id
UNION ALL
SELECT 'money', 'paid', f.currency_id, sum(p.cents) FROM ledger_payout p JOIN ledger_fund f ON f.id = p.fund_id
WHERE p.state = 'paid' GROUP BY f.currency_id
UNION ALL
SELECT 'money', 'refunded', f.currency_id, sum(b.cents)
FROM ledger_refund b JOIN ledger_receipt r ON r.id = b.receipt_id JOIN ledger_fund f ON f.id = r.fund_id
GROUP BY f.currency_id
"""


def whole() -> dict[str, Any]:
    """All tokens (issued = held + funded + retired + buffer + cancelled) and, by currency, all money.

    Money: in = held + paid + refunded, held being unspent receipts and what is owed to claimants. In grams and cents.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE)
        rows = cursor.fetchall()
    tokens = dict.fromkeys(["issued", *STATES], 0)
    currencies: dict[str, dict[str, int]] = {}
    for what, part, unit, amount in rows:
        if what == "tokens":
            tokens[part] = int(amount)
        else:
            money = currencies.setdefault(unit, dict.fromkeys(["in", "held", "paid", "refunded"], 0))
            money["held" if part == "owed" else part] += int(amount)
    return {"tokens": tokens, "money": currencies, "conserved": _adds_up(tokens, currencies)}


def _adds_up(tokens: dict[str, int], currencies: dict[str, dict[str, int]]) -> bool:
    others = sum(grams for part, grams in tokens.items() if part != "issued")
    return tokens["issued"] == others and all(
        money["in"] == money["held"] + money["paid"] + money["refunded"] for money in currencies.values()
    )


_UNBALANCED = """
SELECT b.id::text FROM ledger_batch b
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.credits - a.debits), 0) AS grams FROM ledger_account a
    WHERE a.subject_id = b.id AND a.unit_id = 'gCO2e' AND a.purpose = ANY (%s::text[])
) there
WHERE b.id = ANY (%s::uuid[]) AND there.grams <> b.quantity_g
"""


def unbalanced(batches: Iterable[object]) -> list[str]:
    """Those of the batches whose accounts do not add up to what was issued."""
    with connection.cursor() as cursor:
        cursor.execute(_UNBALANCED, [arrays.plain(STATES), arrays.plain(batches)])
        return [row[0] for row in cursor.fetchall()]


def balances(accounts: Iterable[str]) -> dict[str, int]:
    """What is posted to each of the accounts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text, credits - debits FROM ledger_account WHERE id = ANY (%s::uuid[])",
            [arrays.plain(accounts)],
        )
        return dict(cursor.fetchall())
