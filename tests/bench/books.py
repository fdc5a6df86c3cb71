"""The door against plain SQL on the same work: uniform and hot accounts, one process and eight."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from django.db import connection

from commons.rules import ids
from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account, Unit
from ledger.rules.moves import Move
from tests.bench import hordak
from tests.bench.measuring import Figure, rate, side_by_side
from tests.faults.processes import race

UNIT = "bench"
ACCOUNTS = 10_000
PROCESSES = 8
SUBJECT = ("test", ids.uuid7())

_FLOORS = """
CREATE TABLE bare (
    id uuid PRIMARY KEY, entry_id uuid, debit_id uuid, credit_id uuid, unit_id text, amount bigint, phase text
);
CREATE TABLE guarded (id int PRIMARY KEY, remaining bigint NOT NULL) WITH (fillfactor = 60);
INSERT INTO guarded SELECT n, 1000000000000 FROM generate_series(0, 9999) n;
"""
_BARE = """
INSERT INTO bare
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::bigint[], %s::text[])
"""
_GUARDED = "UPDATE guarded SET remaining = remaining - 1 WHERE id = %s AND remaining >= 1"


def prepare() -> list[Account]:
    """Accounts with plenty on them and ten thousand entries, and the tables of the floors."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOORS)
    Unit.objects.create(code=UNIT, name="Steps", kind=Unit.Kind.BUDGET)
    with transactions.edge():
        nature = accounts.source(unit=UNIT, purpose="nature")
        opened = accounts.open_many(
            [accounts.AccountKey(UNIT, "share", None, ("test", ids.uuid7())) for _ in range(ACCOUNTS)]
        )
        entries.record(kind="bench.filled", subject=SUBJECT, transfers=[Move(nature, a, 10**12) for a in opened])
        entries.record_many(
            entries.Draft("bench.warmed", SUBJECT, transfers=[Move(a, b, 1)]) for a, b in pairwise(opened)
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()  # plans that were made over empty tables go with it
    return opened


class Books:
    """Units of work on the same accounts; each says how many transfers (or rows) it made."""

    def __init__(self, opened: list[Account]):
        self.accounts, self.pairs = opened, self._pairs()

    def _pairs(self) -> Iterator[tuple[Account, Account]]:
        chosen = [tuple(random.sample(self.accounts, 2)) for _ in range(50_000)]
        while True:
            yield from chosen

    def _moves(self, number: int, hot: bool) -> list[Move]:
        source = self.accounts[0]
        pairs = (next(self.pairs) for _ in range(number))
        return [Move(source if hot and b is not source else a, b, 1) for a, b in pairs]

    @transactions.edge()
    def record(self, number: int, hot: bool = False) -> int:
        entries.record(kind="bench.moved", subject=SUBJECT, transfers=self._moves(number, hot))
        return number

    @transactions.edge()
    def record_many(self, number: int, hot: bool = False) -> int:
        moved = self._moves(number, hot)
        entries.record_many(entries.Draft("bench.moved", SUBJECT, transfers=[move]) for move in moved)
        return number

    def record_five(self) -> int:
        self.record(5)
        return 1

    def bare(self, number: int) -> int:
        pairs = [next(self.pairs) for _ in range(number)]
        rows = ids.uuid7s(number), [SUBJECT[1]] * number, [a.id for a, _ in pairs], [b.id for _, b in pairs]
        same = ([word] * number for word in (UNIT, "1", "posted"))
        with connection.cursor() as cursor:
            cursor.execute(_BARE, ["{" + ",".join(map(str, column)) + "}" for column in (*rows, *same)])
        return number

    def guarded(self, hot: bool = False) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_GUARDED, [0 if hot else random.randrange(ACCOUNTS)])
        return 1


def _by_eight(work: Callable[[], int]) -> float:
    return sum(race(lambda _: rate(work), PROCESSES))


def measure(full: bool) -> list[Figure]:
    books = Books(prepare())
    works: dict[str, Callable[[], int]] = {
        "bare": partial(books.bare, 1_000),
        "record": partial(books.record, 1_000),
        "record, hot": partial(books.record, 1_000, hot=True),
        "record_many": partial(books.record_many, 1_000),
        "record_many, hot": partial(books.record_many, 1_000, hot=True),
        "guarded": books.guarded,
        "guarded, hot": partial(books.guarded, hot=True),
        "one": partial(books.record, 1),
        "one, hot": partial(books.record, 1, hot=True),
        "five": books.record_five,
    }
    with hordak.database() as address:
        one = side_by_side(
            {name: partial(rate, work) for name, work in works.items()} | {"hordak": partial(hordak.rate, address)}
        )
    with_eight = ("bare", "record", "record, hot", "record_many", "guarded", "guarded, hot", "one", "one, hot")
    eight = side_by_side({name: partial(_by_eight, works[name]) for name in with_eight})
    return [*_figures(one, "1 process"), *_figures(eight, f"{PROCESSES} processes")]


NAMES = {
    "bare": ("bare `INSERT .. SELECT unnest` of 1,000", "rows", None, None),
    "record": ("`record`, 1,000 transfers", "transfers", "bare", 0.4),
    "record, hot": ("`record`, 1,000 transfers from one capped account", "transfers", "bare", 0.4),
    "record_many": ("`record_many`, 1,000 entries of one transfer", "transfers", "bare", 0.2),
    "record_many, hot": ("`record_many`, 1,000 entries from one capped account", "transfers", "bare", 0.2),
    "guarded": ("guarded single-row `UPDATE`", "updates", None, None),
    "guarded, hot": ("guarded `UPDATE` of one row", "updates", None, None),
    "one": ("`record`, one transfer at a time", "entries", "guarded", 0.26),
    "one, hot": ("`record`, one at a time from one capped account", "entries", "guarded, hot", None),
    "five": ("`record`, five transfers at a time", "entries", "guarded", None),
    "hordak": ("django-hordak, one transfer at a time", "transfers", "guarded", None),
}


def _figures(rates: dict[str, float], who: str) -> list[Figure]:
    made: dict[str, Figure] = {}
    for name, measured in sorted(rates.items(), key=lambda item: NAMES[item[0]][2] is not None):
        what, unit, floor, aim = NAMES[name]
        if name == "one, hot" and who != "1 process":
            aim = 0.6
        made[name] = Figure(f"{what}, {who}", measured, unit, made[floor] if floor else None, aim)
    return [made[name] for name in rates]
