"""The laws of claims and their verification."""

from ledger.queries.audit.finding import sql

CLAIMS = "SELECT count(*) FROM ledger_claim WHERE state <> 'draft'"

LAWS = (
    (
        "Every issued claim has its batch, of its own quantity, and no other claim has one.",
        sql(
            CLAIMS,
            """
            SELECT c.reference FROM ledger_claim c LEFT JOIN ledger_batch b ON b.claim_id = c.id
            WHERE (c.state IN ('issued', 'partly_reversed', 'reversed')) <> (b.id IS NOT NULL)
                OR b.quantity_g <> c.quantity_g OR b.claimant_id <> c.claimant_id
            """,
        ),
    ),
    (
        "Every verified claim was approved by as many accredited verifiers as it needs, none in conflict.",
        sql(
            "SELECT count(*) FROM ledger_claim WHERE verified_at IS NOT NULL",
            """
            SELECT c.reference FROM ledger_claim c
            LEFT JOIN ledger_verification v ON v.claim_id = c.id AND v.outcome = 'approve'
            WHERE c.verified_at IS NOT NULL
            GROUP BY c.id HAVING count(DISTINCT v.verifier_id) < c.verifiers_needed
                OR bool_or(v.verifier_id IN (c.claimant_id, c.filed_by_id))
            """,
        ),
    ),
    (
        "What was issued had no open objection, and its window was over.",
        sql(
            "SELECT count(*) FROM ledger_batch",
            """
            SELECT c.reference FROM ledger_batch b JOIN ledger_claim c ON c.id = b.claim_id
            LEFT JOIN ledger_objection o ON o.claim_id = c.id AND o.decided_at IS NULL
            WHERE o.id IS NOT NULL OR b.issued_at < c.window_until
            """,
        ),
    ),
    (
        "What a live claim takes up is taken up once.",
        sql(
            "SELECT count(*) FROM ledger_extent",
            """
            SELECT a.claim_id FROM ledger_extent a JOIN ledger_extent b
                ON a.fingerprint = b.fingerprint AND a.family_key = b.family_key AND a.period && b.period
                AND a.claim_id < b.claim_id
            UNION ALL
            SELECT a.claim_id FROM ledger_extent a JOIN ledger_extent b
                ON a.serial_scope = b.serial_scope AND a.serials && b.serials AND a.family_key = b.family_key
                AND a.period && b.period AND a.claim_id < b.claim_id
            """,
        ),
    ),
    (
        "Every claim that was filed is on the record.",
        sql(
            CLAIMS,
            """
            SELECT c.reference FROM ledger_claim c
            WHERE c.filed_at IS NOT NULL AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.subject_id = c.id)
            """,
        ),
    ),
)
