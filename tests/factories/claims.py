"""Claims of households and collectives at every stage, made by the product's own actions."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import accreditations, assets, claims, drafts, verifications
from ledger.actions.drafts import Filing
from ledger.models import Accreditation, Asset, Claim
from ledger.queries import claims as queries
from ledger.rules import criteria
from tests.factories import people

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Of heat pumps, with and without other claims nearby.
MET = dict.fromkeys(criteria.codes("heating"), "met")
MET_WITH_OVERLAPS = dict.fromkeys(criteria.codes("heating", overlaps=True), "met")
SQUARE = [[51.60, -3.30], [51.60, -3.29], [51.61, -3.29], [51.61, -3.30]]

# A home in the United Kingdom, from gas to a heat pump: 1,801,841 g in a year.
HEAT_PUMP = {
    "heat": "12000 kWh",
    "heat_by": "metered",
    "boiler_efficiency": "0.9",
    "fuel": "natural_gas",
    "performance": "3.2",
    "country": "GBR",
}
HEAT_PUMP_G = 1_801_841

_numbers = itertools.count(1)


def meter(owner: Agent, identifier: str | None = None, where: str = "earth.gb.wls.rct") -> Asset:
    """A heat meter; without an identifier, one that nobody else has."""
    return asset(owner, kind="meter", identifier=identifier or f"HEAT {next(_numbers):06}", where=where)


def asset(owner: Agent, *, where: str = "earth.gb.wls.rct", **details: Any) -> Asset:
    by = owner if owner.kind == Agent.Kind.PERSON else owner.memberships.first().member
    with transactions.edge():
        return assets.register(by=by, acting_for=owner, name="Heat meter", place=people.place(where), **details)


def filing(claimant: Agent, **changes: Any) -> Filing:
    """A year of a heat pump in 2025, unless changed."""
    given = {
        "methodology": "heat-pump",
        "first_day": date(2025, 1, 1),
        "last_day": date(2025, 12, 31),
        "inputs": HEAT_PUMP,
        "tier": "measured",
    } | changes
    if "asset" not in given:
        given["asset"] = meter(claimant)
    return Filing(acting_for=claimant, **given)


def draft(claimant: Agent, by: Agent | None = None, **changes: Any) -> Claim:
    with transactions.edge():
        return drafts.draft(by=by or claimant, filing=filing(claimant, **changes))


def submitted(claimant: Agent, by: Agent | None = None, at: datetime = NOW, **changes: Any) -> Claim:
    with transactions.edge():
        return claims.file(by=by or claimant, filing=filing(claimant, **changes), at=at)


def in_review(claimant: Agent, *, verifier: Agent, **changes: Any) -> Claim:
    """A claim that the verifier, the only one accredited, has to decide."""
    claim = submitted(claimant, **changes)
    accredit(verifier, claim.family)
    with transactions.edge():
        return verifications.assign(claim=claim, at=NOW)


def opened(claimant: Agent, *, verifier: Agent, **changes: Any) -> Claim:
    """A claim whose verifier has said that they have no part in it."""
    claim = in_review(claimant, verifier=verifier, **changes)
    with transactions.edge():
        verifications.declare(by=verifier, claim=claim, at=NOW)
    return claim


def verified(claimant: Agent, *, verifier: Agent, **changes: Any) -> Claim:
    claim = in_review(claimant, verifier=verifier, **changes)
    return approve(claim, verifier, criteria=met(claim))


def met(claim: Claim) -> dict[str, str]:
    """Every criterion that is asked of the claim, as met."""
    return dict.fromkeys(criteria.codes(claim.family, overlaps=queries.overlaps(claim).exists()), "met")


def approve(claim: Claim, verifier: Agent, at: datetime = NOW, criteria: dict[str, str] | None = None) -> Claim:
    with transactions.edge():
        return verifications.decide(
            by=verifier, claim=claim, outcome="approve", criteria=criteria or MET, reasons="As metered.", at=at
        )


def accredit(verifier: Agent, *families: str) -> Accreditation:
    """Accredited for these families in 2025 and 2026; the same one if there is one."""
    found = Accreditation.objects.filter(verifier=verifier, families__contains=list(families), ended_at=None).first()
    if found:
        return found
    with transactions.edge():
        return accreditations.grant(
            verifier=verifier,
            families=families,
            first_day=date(2025, 1, 1),
            last_day=date(2026, 12, 31),
            basis="founding",
            at=NOW - timedelta(days=400),
        )
