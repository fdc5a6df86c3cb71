"""The audit: every law of the record, recomputed from what was recorded and compared with what stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from ledger.queries.audit import books, claims, files, funds, registry, subjects
from ledger.queries.audit.finding import Finding

Check = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Law:
    """What must be true, and how it is looked at."""

    says: str
    check: Check


LAWS: tuple[Law, ...] = tuple(
    Law(says, check) for part in (books, subjects, claims, funds, registry, files) for says, check in part.LAWS
)


def run() -> Iterator[tuple[Law, Finding]]:
    """Each law with what was found, all of them seen at the same moment of the database."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # a transaction of our own, that nothing has been read in
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for law in LAWS:
            yield law, law.check()
