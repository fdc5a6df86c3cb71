"""The public list of claims: pages a second, beside the same rows by hand-written SQL."""

from functools import partial

from django.db import connection

from config.plumbing import cursors
from ledger.models.claims import NEWEST
from ledger.queries import registry_list
from ledger.queries.registry_list import Filters
from tests.bench import rows
from tests.bench.measuring import Figure, rate, side_by_side

SIZE = 25
FAR = 400

_FIRST = """
SELECT c.* FROM ledger_notice n JOIN ledger_claim c ON c.id = n.claim_id
ORDER BY n.filed_at DESC, n.claim_id DESC LIMIT 26
"""
_FAMILY = """
SELECT c.* FROM ledger_notice n JOIN ledger_claim c ON c.id = n.claim_id WHERE n.family = 'heating'
ORDER BY n.filed_at DESC, n.claim_id DESC LIMIT 26
"""


def measure(full: bool) -> list[Figure]:
    number = 1_000_000 if full else 100_000
    rows.listed_claims(number)
    far = _walk(FAR)
    rates = side_by_side(
        {
            "sql": partial(rate, partial(_sql, _FIRST)),
            "first": partial(rate, _page),
            "far": partial(rate, partial(_page, cursor=far)),
            "family sql": partial(rate, partial(_sql, _FAMILY)),
            "family": partial(rate, partial(_page, filters=Filters(family="heating"))),
            "vintage": partial(rate, partial(_page, filters=Filters(vintage=2020))),
            "state": partial(rate, partial(_page, filters=Filters(state="verified"))),
        }
    )
    sql = Figure(f"first page of {number:,} claims in SQL", rates["sql"], "pages")
    by_family = Figure("one family, in SQL", rates["family sql"], "pages")
    first = Figure("first page through the list", rates["first"], "pages", sql)
    return [
        sql, first, Figure(f"page {FAR}", rates["far"], "pages", first, aim=0.8),
        by_family, Figure("one family, through the list", rates["family"], "pages", by_family),
        Figure("one vintage", rates["vintage"], "pages", first), Figure("one state", rates["state"], "pages", first),
    ]  # fmt: skip


def _page(cursor: str | None = None, filters: Filters | None = None) -> int:
    page = cursors.page(registry_list.found(filters or Filters()), order=NEWEST, cursor=cursor, size=SIZE)
    assert len(page.rows) == SIZE
    return 1


def _sql(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert len(cursor.fetchall()) == SIZE + 1
    return 1


def _walk(pages: int) -> str | None:
    cursor = None
    for _ in range(pages):
        cursor = cursors.page(registry_list.found(Filters()), order=NEWEST, cursor=cursor, size=SIZE).next
    return cursor
