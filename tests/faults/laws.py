"""What the audit finds, and what the database had to untangle."""

from django.db import connection

from ledger.queries import audit
from ledger.queries.audit import books


def broken() -> list[str]:
    """The laws of the record that do not hold now, with what was found."""
    return [f"{law.says}: {finding.example}" for law, finding in audit.run() if not finding.holds]


def broken_books() -> list[str]:
    """The same for the laws of the books alone, where accounts are about nothing that there is."""
    return [f"{says}: {finding.example}" for says, check in books.LAWS if not (finding := check()).holds]


def deadlocks() -> int:
    """How often PostgreSQL had to break a deadlock in this database: counted even where the edge tried again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
