"""The laws of what other registries issued."""

from ledger.queries.audit.finding import sql

ISSUANCES = "SELECT count(*) FROM ledger_externalissuance"

LAWS = (
    (
        "Of every external issuance: retired and cancelled are what was matched to it, and no more than it has.",
        sql(
            ISSUANCES,
            """
            SELECT i.id FROM ledger_externalissuance i
            LEFT JOIN ledger_externalmatch m ON m.issuance_id = i.id
            LEFT JOIN ledger_externalwithdrawal w ON w.id = m.withdrawal_id
            GROUP BY i.id
            HAVING coalesce(sum(w.quantity_g) FILTER (WHERE w.kind = 'retirement'), 0) <> i.retired_g
                OR coalesce(sum(w.quantity_g) FILTER (WHERE w.kind = 'cancellation'), 0) <> i.cancelled_g
                OR i.retired_g + i.cancelled_g > i.quantity_g
            """,
        ),
    ),
    (
        "No serials of another registry are counted twice.",
        sql(
            ISSUANCES,
            """
            SELECT a.id FROM ledger_externalissuance a JOIN ledger_externalissuance b
                ON a.block = b.block AND a.registry = b.registry AND a.serials && b.serials AND a.id < b.id
            UNION ALL
            SELECT a.claim_id FROM ledger_externalclaim a JOIN ledger_externalclaim b
                ON a.issuance_id = b.issuance_id AND a.serials && b.serials AND a.claim_id < b.claim_id
            WHERE a.live AND b.live
            """,
        ),
    ),
)
