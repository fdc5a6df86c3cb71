"""What a reconciliation would find to do now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ledger.models import Batch, Claim, Receipt
from ledger.queries import waiting

MOST = 100_000

_PAYABLE = """
SELECT count(*) FROM (
    SELECT FROM ledger_account a
    WHERE a.purpose = 'payable' AND a.credits - a.debits - a.held_debits > 0
      AND NOT EXISTS (SELECT FROM ledger_payout p WHERE p.fund_id = a.subject_id AND p.claimant_id = a.holder_id
                      AND p.state IN ('prepared', 'sent', 'refused'))
    LIMIT %s) due
"""


@dataclass(frozen=True)
class Due:
    """Claims past their window; batches with tokens that could be paid for; receipts with money; payouts to prepare."""

    claims: int
    batches: int
    receipts: int
    payouts: int
    not_issued: dict[str, int]


def now(at: datetime) -> Due:
    """Counted no further than MOST each."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYABLE, [MOST])
        payouts = int(cursor.fetchone()[0])
    return Due(
        claims=Claim.objects.filter(state=Claim.State.VERIFIED, window_until__lte=at)[:MOST].count(),
        batches=Batch.objects.filter(open=True)[:MOST].count(),
        receipts=Receipt.objects.filter(open=True)[:MOST].count(),
        payouts=payouts,
        not_issued=waiting.not_issued(at),
    )
