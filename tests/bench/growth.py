"""What an operation costs when the tables have grown: the same work over few transfers and over many."""

from functools import partial

from django.db import connection

from tests.bench import rows
from tests.bench.books import ACCOUNTS, SUBJECT, UNIT, Books, prepare
from tests.bench.measuring import Figure, rate, side_by_side

# As the door would have made them, a thousand to an entry; only their number matters, so no totals move.
_TRANSFERS = """
INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase)
SELECT gen_random_uuid(), md5('entry' || n / 1000)::uuid,
    accounts[1 + n %% %s], accounts[1 + (n + 7) %% %s], %s, 1, 'posted'
FROM generate_series(0, %s) n, (SELECT %s::uuid[] AS accounts) given
"""
_ENTRIES = """
INSERT INTO ledger_entry (id, kind, subject_kind, subject_id, body, occurred_at, recorded_at, leaf)
SELECT md5('entry' || n)::uuid, 'bench.grown', 'test', %s, '{}', now(), now(), ''::bytea FROM generate_series(0, %s) n
"""


def measure(full: bool) -> list[Figure]:
    many = 10_000_000 if full else 500_000
    books = Books(prepare())
    works = {
        "one": partial(rate, partial(books.record, 1)),
        "thousand": partial(rate, partial(books.record, 1_000)),
        "many": partial(rate, partial(books.record_many, 1_000)),
    }
    small = side_by_side(works)
    _grow(books, many)
    large = side_by_side(works)
    names = {"one": "`record`, one at a time", "thousand": "`record`, 1,000", "many": "`record_many`, 1,000 of one"}
    figures = []
    for name, what in names.items():
        floor = Figure(f"{what}, over some ten thousand transfers", small[name], "transfers")
        figures += [floor, Figure(f"{what}, over {many:,}", large[name], "transfers", floor, aim=1 / 1.3)]
    return figures


def _grow(books: Books, number: int) -> None:
    accounts = [str(account.id) for account in books.accounts]
    with connection.cursor() as cursor:
        for table in ("ledger_transfer", "ledger_entry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(_TRANSFERS, [ACCOUNTS, ACCOUNTS, UNIT, number, accounts])
        cursor.execute(_ENTRIES, [SUBJECT[1], number // 1_000])
        for table in ("ledger_transfer", "ledger_entry"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    rows.analyse()
