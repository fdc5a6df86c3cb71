"""Funds with prices and money, made by the product's own actions; and claims that are due, by the thousand."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from commons.models import Agent, Place
from commons.rules import ids
from config.plumbing import transactions
from ledger.actions import funds, payouts, pledges, prices, receipts, reconciliation
from ledger.models import Asset, BankAccount, Batch, Claim, Fund, Pledge, Price, Receipt, Run
from ledger.queries import claims as queries
from tests.factories import claims, people
from tests.factories.claims import NOW

PAST_THE_WINDOW = NOW + timedelta(days=60)
EIGHTY_EURO = 8_000
IBAN = "GB82 WEST 1234 5698 7654 32"  # of no account: the example of the standard

_references = itertools.count(1)


def fund(name: str = "Climate Fund") -> Fund:
    """The purse of a collective of that name, the same each time."""
    agent = Agent.objects.filter(name=name).first() or people.collective(name)
    if found := Fund.objects.filter(agent=agent).first():
        return found
    with transactions.edge():
        return funds.found(agent=agent)


def price(
    of: Fund, cents_per_tonne: int = EIGHTY_EURO, family: str = "heating", where: str = "earth", **more: Any
) -> Price:
    """Announced a year ago, in force since a day after, unless told otherwise."""
    announced = more.pop("at", NOW - timedelta(days=365))
    given = {"applies_from": announced + timedelta(days=1), **more}
    with transactions.edge():
        return prices.announce(
            fund=of, family=family, place=people.place(where), cents_per_tonne=cents_per_tonne, at=announced, **given
        )


def pledge(by: Agent, to: Fund, cents: int = 100_000, **terms: Any) -> Pledge:
    """Promised by a person for themselves, once, unless told otherwise."""
    given = {"acting_for": by, "starts_on": date(2026, 1, 1), "instalment_cents": cents, **terms}
    with transactions.edge():
        return pledges.make(by=by, fund=to, **given)


def grant(to: Fund, cents: int = 100_000, payer: Agent | None = None, **more: Any) -> Receipt:
    """Money that arrived on the first of January, unless told otherwise."""
    given = {"source": "grant", "bank_reference": reference(), "arrived_at": NOW - timedelta(days=59), **more}
    payer = payer or people.person("Funmi")
    with transactions.edge():
        return receipts.record(by=people.operator(), fund=to, payer=payer, cents=cents, **given)


def arrival(of: Pledge, cents: int | None = None, **more: Any) -> Receipt:
    """Money that arrived under a pledge."""
    given = {"bank_reference": reference(), "arrived_at": NOW - timedelta(days=59), **more}
    with transactions.edge():
        return receipts.record_pledged(by=people.operator(), pledge=of, cents=cents or of.instalment_cents, **given)


def bank_account(of: Agent, iban: str = IBAN) -> BankAccount:
    """Where a person is paid, as they gave it."""
    with transactions.edge():
        return payouts.direct(by=of, acting_for=of, holder_name=of.name, iban=iban, at=NOW)


def treasurer(of: Fund, name: str = "Tariq") -> Agent:
    """A person who books what a fund gets and pays, and runs nothing else."""
    made = people.person(name)
    people.join(of.agent, made, role="treasurer")
    return made


def reference() -> str:
    """A bank reference that no other payment has."""
    return f"BANK {next(_references):06}"


def due(name: str = "Asha", **changes: Any) -> Claim:
    """A household's verified claim of 1,801,841 g, past its window at PAST_THE_WINDOW."""
    dara = people.person("Dara")
    claim = claims.in_review(people.person(name), verifier=dara, **changes)
    beside = queries.overlaps(claim).exists()
    return claims.approve(claim, dara, criteria=claims.MET_WITH_OVERLAPS if beside else claims.MET)


def issued(name: str = "Asha", **changes: Any) -> Batch:
    """The batch of such a claim; all else that is due at that time is done with it."""
    claim = due(name, **changes)
    run()
    return Batch.objects.get(claim=claim)


def run(at: datetime = PAST_THE_WINDOW, **options: Any) -> Run:
    return reconciliation.run(at=at, **options)


_CLAIMS = """
INSERT INTO ledger_claim (id, claimant_id, filed_by_id, asset_id, place_path, methodology, version, family, period,
    vintage, inputs, statement, quantity_g, tier, declares_area, state, waits_for, verifiers_needed, lot,
    filed_at, verified_at, window_until)
SELECT n.id, n.claimant, n.claimant, n.asset, %s, %s, 1, %s, daterange('2025-01-01', '2026-01-01'), 2025,
    '{}', '', %s, 'measured', false, 'verified', '', 1, n.id, %s, %s + n.place * interval '1 microsecond', %s
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) WITH ORDINALITY n(id, claimant, asset, place)
"""


def many_due(
    number: int,
    *,
    claimants: list[Agent],
    quantity_g: int = 1_000_000,
    where: Place | None = None,
    methodology: str = "heat-pump",
    family: str = "heating",
) -> None:
    """Verified claims past their window, without the work of verifying them: the claims' own triggers are off.

    Only to have many: what they are worth is not what these tests are about.
    """
    where = where or people.place()
    asset: Asset = claims.meter(claimants[0])
    new = [str(ids.uuid7()) for _ in range(number)]
    whose = [str(claimants[n % len(claimants)].pk) for n in range(number)]
    values: list[Any] = [where.path, methodology, family, quantity_g, NOW, NOW, NOW + timedelta(days=30)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_claim DISABLE TRIGGER USER")
        cursor.execute(_CLAIMS, [*values, new, whose, [str(asset.pk)] * number])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_claim ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
