"""The main job: claims a second, beside bulk inserts of the rows that it makes, without any trigger."""

import os
import resource
from collections import Counter
from pathlib import Path

from django.db import connection

from ledger.actions import reconciliation
from ledger.models import Batch, Funding
from tests.bench import rows
from tests.bench.measuring import Figure, seconds
from tests.faults.processes import race

CENTS_EACH = 8_000
TABLES = ("batch", "account", "transfer", "entry", "funding", "payout")


def measure(full: bool) -> list[Figure]:
    claims, pledges = (1_000_000, 10_000) if full else (20_000, 200)
    rows.due_claims(claims)
    rows.pledges(pledges, cents=claims * CENTS_EACH // pledges)
    rows.analyse()
    before = {table: _count(table) for table in TABLES}

    ((took, client, server),) = race(lambda _: _run(), racers=1, patience=3_600)

    assert (Batch.objects.count(), Funding.objects.exists()) == (claims, True)
    made = {table: _count(table) - number for table, number in before.items()}
    rows_made = f"bulk inserts of its {sum(made.values()):,} rows"
    bare = Figure(f"{rows_made}, without indexes", claims / seconds(lambda: _insert_again("bare")), "claims")
    indexed = "INCLUDING INDEXES INCLUDING CONSTRAINTS"
    floor = Figure(rows_made, claims / seconds(lambda: _insert_again("floor", indexed)), "claims")
    what = f"{claims:,} claims against {pledges:,} pledges"
    memory = f"peak {client:,.0f} MB in the client, {server:,.0f} MB of its own in the server"
    return [bare, floor, Figure(what, claims / took, "claims", floor, aim=0.4, note=memory)]


def _run() -> tuple[float, float, float]:
    """Seconds, and peak megabytes of the client and of its server process without the shared buffers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    peak = 0.0

    def look(_: str, __: Counter[str]) -> None:
        nonlocal peak
        peak = max(peak, _own_megabytes(status))

    took = seconds(lambda: reconciliation.run(progress=look))
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, peak


def _own_megabytes(status: Path) -> float:
    if not os.access(status, os.R_OK):
        return 0.0  # the server is on another machine
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("RssAnon"))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ledger_{table}")
        return cursor.fetchone()[0]


def _insert_again(prefix: str, including: str = "") -> None:
    """The rows that there are now once more, into tables like theirs without triggers and foreign keys."""
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {prefix}_{table} (LIKE ledger_{table} {including})")
            if not including:
                cursor.execute(f"ALTER TABLE {prefix}_{table} ADD PRIMARY KEY (id)")
            cursor.execute(f"INSERT INTO {prefix}_{table} SELECT * FROM ledger_{table}")
