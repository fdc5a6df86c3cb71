"""The laws of tokens and money: nothing is lost, nothing is doubled."""

from ledger.queries import proof
from ledger.queries.audit.finding import Finding, sql

BATCHES = "SELECT count(*) FROM ledger_batch"
RECEIPTS = "SELECT count(*) FROM ledger_receipt"


def _conservation() -> Finding:
    """The proof that reconciliation prints, as one law: in grams and cents over everything."""
    whole = proof.whole()
    checked = whole["tokens"]["issued"] + sum(money["in"] for money in whole["money"].values())
    return Finding(checked, 0 if whole["conserved"] else 1, "" if whole["conserved"] else str(whole))


LAWS = (
    (
        "Of every batch: issued = held + funded + retired + buffer + cancelled.",
        sql(
            BATCHES,
            """
            SELECT b.id FROM ledger_batch b
            LEFT JOIN ledger_account a ON a.subject_id = b.id AND a.unit_id = 'gCO2e'
            GROUP BY b.id HAVING coalesce(sum(a.credits - a.debits), 0) <> b.quantity_g
            """,
        ),
    ),
    (
        "Of every batch: what fundings, retirements and reversals say is where its tokens went.",
        sql(
            BATCHES,
            """
            SELECT b.id FROM ledger_batch b
            LEFT JOIN (SELECT batch_id, sum(grams) AS grams FROM ledger_funding GROUP BY 1) f ON f.batch_id = b.id
            LEFT JOIN (SELECT batch_id, sum(quantity_g) AS grams FROM ledger_retirement GROUP BY 1) r
                ON r.batch_id = b.id
            LEFT JOIN (SELECT subject_id, sum(credits) FILTER (WHERE purpose = 'funded') AS funded,
                              sum(credits) FILTER (WHERE purpose = 'retired') AS retired
                       FROM ledger_account WHERE unit_id = 'gCO2e' GROUP BY 1) a ON a.subject_id = b.id
            WHERE coalesce(f.grams, 0) <> coalesce(a.funded, 0) OR coalesce(r.grams, 0) <> coalesce(a.retired, 0)
            """,
        ),
    ),
    (
        "Of every receipt: what came = what is left + what it paid for + what went back.",
        sql(
            RECEIPTS,
            """
            SELECT r.id FROM ledger_receipt r
            LEFT JOIN (SELECT receipt_id, sum(cents) AS cents FROM ledger_funding GROUP BY 1) f ON f.receipt_id = r.id
            LEFT JOIN (SELECT receipt_id, sum(cents) AS cents FROM ledger_refund GROUP BY 1) b ON b.receipt_id = r.id
            LEFT JOIN (SELECT subject_id, sum(credits - debits) AS cents FROM ledger_account
                       WHERE purpose = 'receipt' GROUP BY 1) a ON a.subject_id = r.id
            WHERE r.cents <> coalesce(a.cents, 0) + coalesce(f.cents, 0) + coalesce(b.cents, 0)
            """,
        ),
    ),
    (
        "Every funding moved its tokens and its money, in its own entry.",
        sql(
            "SELECT count(*) FROM ledger_funding",
            """
            SELECT f.id FROM ledger_funding f
            LEFT JOIN ledger_transfer t ON t.entry_id = f.id
            GROUP BY f.id
            HAVING coalesce(sum(t.amount) FILTER (WHERE t.unit_id = 'gCO2e'), 0) <> f.grams
                OR coalesce(sum(t.amount) FILTER (WHERE t.unit_id <> 'gCO2e'), 0) <> f.cents
            """,
        ),
    ),
    (
        "Of every fund and claimant: what was earned = what was paid out + what is owed.",
        sql(
            "SELECT count(*) FROM ledger_account WHERE purpose = 'payable'",
            """
            SELECT coalesce(earned.fund_id, a.subject_id) FROM (
                SELECT r.fund_id, b.claimant_id, sum(f.cents) AS cents FROM ledger_funding f
                JOIN ledger_receipt r ON r.id = f.receipt_id JOIN ledger_batch b ON b.id = f.batch_id GROUP BY 1, 2
            ) earned
            FULL JOIN (SELECT * FROM ledger_account WHERE purpose = 'payable') a
                ON a.subject_id = earned.fund_id AND a.holder_id = earned.claimant_id
            LEFT JOIN (SELECT fund_id, claimant_id, sum(cents) AS cents FROM ledger_payout
                       WHERE state = 'paid' GROUP BY 1, 2) p
                ON p.fund_id = a.subject_id AND p.claimant_id = a.holder_id
            WHERE coalesce(earned.cents, 0) <> coalesce(a.credits - a.debits, 0) + coalesce(p.cents, 0)
                OR a.debits IS DISTINCT FROM coalesce(p.cents, 0)
            """,
        ),
    ),
    (
        "A payout on its way is held, and one that ended is not.",
        sql(
            "SELECT count(*) FROM ledger_payout",
            """
            SELECT p.id FROM ledger_payout p
            LEFT JOIN ledger_transfer h ON h.id = p.hold_id AND h.phase = 'held'
            LEFT JOIN ledger_transfer s ON s.resolves_id = p.hold_id
            WHERE h.amount IS DISTINCT FROM p.cents
                OR s.phase IS DISTINCT FROM
                    CASE p.state WHEN 'paid' THEN 'post' WHEN 'refused' THEN 'void' WHEN 'retried' THEN 'void' END
            """,
        ),
    ),
    (
        "Every reversal's shortfall is a debt that can be seen.",
        sql(
            "SELECT count(*) FROM ledger_reversal",
            """
            SELECT r.batch_id FROM ledger_reversal r
            LEFT JOIN (SELECT subject_id, sum(credits) AS grams FROM ledger_account
                       WHERE unit_id = 'gCO2e-reversal' AND floored GROUP BY 1) d ON d.subject_id = r.batch_id
            GROUP BY r.batch_id, d.grams HAVING sum(r.debt_g) <> coalesce(d.grams, 0)
            """,
        ),
    ),
    ("Over everything: tokens issued and money in are all accounted for.", _conservation),
)
