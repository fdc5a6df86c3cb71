"""Rows by the million, where only their number matters."""

from datetime import timedelta

from django.db import connection

from commons.models import Agent
from tests.factories import funds, people
from tests.factories.claims import NOW

FAMILIES = ("heating", "cooking", "transport", "biochar", "grid")

_SPREAD = """
UPDATE ledger_claim SET family = (%s::text[])[1 + (random() * 4)::int], vintage = 2015 + (random() * 9)::int,
    filed_at = %s - random() * interval '1000 days'
"""
_NOTICES = """
INSERT INTO ledger_notice (claim_id, filed_at, claimant_id, family, methodology, vintage, tier, place_path, quantity_g)
SELECT id, filed_at, claimant_id, family, methodology, vintage, tier, place_path, quantity_g FROM ledger_claim
ON CONFLICT DO NOTHING
"""


def claimants(number: int = 500) -> list[Agent]:
    where = people.place()
    return Agent.objects.bulk_create(
        Agent(kind=Agent.Kind.PERSON, name=f"Household {n}", place=where) for n in range(number)
    )


def due_claims(number: int) -> None:
    """Verified claims of a tonne each, past their window."""
    whose = claimants()
    for first in range(0, number, 100_000):
        funds.many_due(min(100_000, number - first), claimants=whose)
    analyse()


def listed_claims(number: int) -> None:
    """Filed claims of several families and vintages, over a thousand days."""
    due_claims(number)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_claim DISABLE TRIGGER USER")
        cursor.execute(_SPREAD, [list(FAMILIES), NOW])
        cursor.execute("ALTER TABLE ledger_notice DISABLE TRIGGER USER")
        cursor.execute(_NOTICES)
    analyse()


def pledges(number: int, cents: int) -> None:
    """So many pledges of that much each, paid in full, to one fund that announces a price for heating."""
    fund, funmi = funds.fund(), people.person("Funmi")
    funds.price(fund)
    for n in range(number):
        pledge = funds.pledge(funmi, fund, cents)
        funds.arrival(pledge, arrived_at=NOW - timedelta(days=59, seconds=-n))


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
