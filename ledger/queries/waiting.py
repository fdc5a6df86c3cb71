"""What waits, and why: verified claims that are not issued yet, and issued tokens that nobody has paid for."""

from datetime import datetime

from django.db import connection

from ledger.rules import arrays

REASONS = {
    "window_open": "verified, and anyone can still object",
    "objection": "an objection is not decided",
    "self_declared": "self-declared: shown, never issued",
    "methodology_unknown": "its methodology's version is not known here",
    "no_price": "no fund announces a price for its family and place",
    "no_money": "no receipt with money left has an earmark that fits",
    "conflict": "whoever has money for it has a part in it",
    "too_small": "what is left of it is worth less than a cent",
}

_NOT_ISSUED = """
SELECT 'window_open', count(*) FROM ledger_claim WHERE state = 'verified' AND window_until > %s
UNION ALL
SELECT 'objection', count(*) FROM ledger_claim WHERE state = 'suspended'
UNION ALL
SELECT 'self_declared', count(*) FROM ledger_claim WHERE state = 'submitted' AND tier = 'self_declared'
"""


def not_issued(at: datetime) -> dict[str, int]:
    """How many claims wait to be issued, by reason."""
    with connection.cursor() as cursor:
        cursor.execute(_NOT_ISSUED, [at])
        return {reason: number for reason, number in cursor.fetchall() if number}


def open_batches(*, families: list[str] | None = None) -> int:
    """How many batches have tokens that nobody has paid for; of these families only, if any are given."""
    with connection.cursor() as cursor:
        if families is None:
            cursor.execute("SELECT count(*) FROM ledger_batch WHERE open")
        else:
            cursor.execute(
                "SELECT count(*) FROM ledger_batch WHERE open AND family = ANY (%s::text[])", [arrays.plain(families)]
            )
        return int(cursor.fetchone()[0])
