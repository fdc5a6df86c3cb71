"""The laws of the books, recomputed from entries and transfers alone."""

from ledger.queries.audit.finding import sql

TRANSFERS = "SELECT count(*) FROM ledger_transfer"
ACCOUNTS = "SELECT count(*) FROM ledger_account WHERE floored"
ENTRIES = "SELECT count(*) FROM ledger_entry"

# What the four totals of an account come to: a hold counts until a post or void resolves it.
_RECOMPUTED = """
SELECT id, sum(debits) AS debits, sum(credits) AS credits,
    sum(held_debits) AS held_debits, sum(held_credits) AS held_credits
FROM (
    SELECT debit_id AS id, amount AS debits, 0 AS credits, 0 AS held_debits, 0 AS held_credits
    FROM ledger_transfer WHERE phase IN ('posted', 'post')
    UNION ALL
    SELECT credit_id, 0, amount, 0, 0 FROM ledger_transfer WHERE phase IN ('posted', 'post')
    UNION ALL
    SELECT side.id, 0, 0, side.held_debit, side.held_credit
    FROM ledger_transfer h
    CROSS JOIN LATERAL (VALUES (h.debit_id, h.amount, 0), (h.credit_id, 0, h.amount)) side(id, held_debit, held_credit)
    WHERE h.phase = 'held' AND NOT EXISTS (SELECT FROM ledger_transfer r WHERE r.resolves_id = h.id)
) moved GROUP BY id
"""

LAWS = (
    (
        "Every account's totals are the sums of its transfers.",
        sql(
            ACCOUNTS,
            f"""
            SELECT a.id FROM ledger_account a LEFT JOIN ({_RECOMPUTED}) r ON r.id = a.id
            WHERE a.floored AND (a.debits, a.credits, a.held_debits, a.held_credits)
                IS DISTINCT FROM (coalesce(r.debits, 0), coalesce(r.credits, 0),
                    coalesce(r.held_debits, 0), coalesce(r.held_credits, 0))
            """,
        ),
    ),
    (
        "No account is below its floor.",
        sql(
            ACCOUNTS,
            f"""
            SELECT a.id FROM ledger_account a JOIN ({_RECOMPUTED}) r ON r.id = a.id
            WHERE a.floored AND r.credits - r.debits - r.held_debits < 0
            """,
        ),
    ),
    (
        "Every unit sums to zero over all accounts, sources included.",
        sql(
            "SELECT count(*) FROM ledger_unit",
            f"""
            SELECT unit_id FROM (
                SELECT unit_id, sum(credits - debits) AS kept FROM ledger_account WHERE floored GROUP BY unit_id
                UNION ALL
                SELECT a.unit_id, sum(r.credits - r.debits)
                FROM ledger_account a JOIN ({_RECOMPUTED}) r ON r.id = a.id WHERE NOT a.floored GROUP BY a.unit_id
            ) side GROUP BY unit_id HAVING sum(kept) <> 0
            """,
        ),
    ),
    (
        "Every transfer has its entry, and is between two accounts of its unit.",
        sql(
            TRANSFERS,
            """
            SELECT t.id FROM ledger_transfer t
            LEFT JOIN ledger_entry e ON e.id = t.entry_id
            LEFT JOIN ledger_account d ON d.id = t.debit_id
            LEFT JOIN ledger_account c ON c.id = t.credit_id
            WHERE e.id IS NULL OR d.unit_id IS DISTINCT FROM t.unit_id OR c.unit_id IS DISTINCT FROM t.unit_id
            """,
        ),
    ),
    (
        "A hold is settled once, for at most what it held, between its own accounts, and posted before it expired.",
        sql(
            "SELECT count(*) FROM ledger_transfer WHERE phase = 'held'",
            """
            SELECT s.resolves_id FROM ledger_transfer s
            LEFT JOIN ledger_transfer h ON h.id = s.resolves_id AND h.phase = 'held'
            LEFT JOIN ledger_entry e ON e.id = s.entry_id
            WHERE s.resolves_id IS NOT NULL
            GROUP BY s.resolves_id
            HAVING count(*) > 1 OR bool_or(h.id IS NULL OR s.amount > h.amount
                OR (s.debit_id, s.credit_id) IS DISTINCT FROM (h.debit_id, h.credit_id)
                OR (s.phase = 'void' AND s.amount <> h.amount)
                OR (s.phase = 'post' AND e.recorded_at > h.expires_at + interval '10 seconds'))
            """,
        ),
    ),
    (
        "Tokens moved only as listed, and never from batch to batch.",
        sql(
            "SELECT count(*) FROM ledger_transfer t JOIN ledger_unit u ON u.code = t.unit_id WHERE u.kind = 'token'",
            """
            SELECT t.id FROM ledger_transfer t
            JOIN ledger_unit u ON u.code = t.unit_id AND u.kind = 'token'
            JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
            LEFT JOIN ledger_flow f ON f.debit_purpose = d.purpose AND f.credit_purpose = c.purpose
            WHERE f.id IS NULL OR (d.floored AND c.floored AND d.subject_id IS DISTINCT FROM c.subject_id)
            """,
        ),
    ),
    (
        "An account is closed by an entry, and stays closed while it owes.",
        sql(
            "SELECT count(*) FROM ledger_account WHERE closed_at IS NOT NULL",
            """
            SELECT a.id FROM ledger_account a WHERE a.closed_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM ledger_entry e WHERE e.subject_id = a.id AND e.kind = 'account.closed')
            UNION ALL
            SELECT a.id FROM ledger_account d JOIN ledger_account a ON a.id = d.subject_id
            WHERE d.purpose = 'debt' AND d.subject_kind = 'account' AND d.credits > d.debits AND a.closed_at IS NULL
            """,
        ),
    ),
    (
        "Every leaf is the canonical form of its entry, and at most 65,535 bytes.",
        sql(ENTRIES, "SELECT id FROM ledger_entry e WHERE leaf <> ledger_leaf(e) OR octet_length(leaf) > 65535"),
    ),
    (
        "Every entry is in the public log, or waits for its place in it.",
        sql(
            ENTRIES,
            """
            SELECT e.id FROM ledger_entry e
            LEFT JOIN ledger_pendingleaf p ON p.entry_id = e.id LEFT JOIN ledger_leafindex i ON i.entry_id = e.id
            WHERE (p.entry_id IS NULL) = (i.entry_id IS NULL)
            """,
        ),
    ),
    (
        "A key names one entry of its caller.",
        sql(
            "SELECT count(*) FROM ledger_entry WHERE key IS NOT NULL",
            "SELECT min(id::text) FROM ledger_entry WHERE key IS NOT NULL GROUP BY by_id, key HAVING count(*) > 1",
        ),
    ),
)
