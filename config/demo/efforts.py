"""The demo's efforts: filed, looked at by drawn verifiers, verified or not; the refused ones with the reason."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from commons.models import Agent, Place
from config.plumbing import transactions
from ledger import errors
from ledger.actions import assets, claims, drafts, evidence, verifications
from ledger.models import Asset, Claim, Evidence, Verification
from ledger.queries import claims as claim_queries
from ledger.rules import criteria as checklists

EFFORTS = Path(__file__).with_name("efforts.csv")
HOUSEHOLDS = 240
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """An effort that could not be filed, and why."""

    name: str
    why: str


def rows() -> list[dict[str, str]]:
    with EFFORTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def file_all(cast: Mapping[str, Agent], at: datetime, queued_at: datetime) -> tuple[dict[str, str], list[Refused]]:
    """File every effort of the table: the verdicts by claim id, and what was refused."""
    verdicts, refused = {}, []
    for row in rows():
        try:
            claim = _file(row, cast, at if row["verdict"] else queued_at)
        except errors.Refusal as refusal:
            refused.append(Refused(row["name"], str(refusal)))
        else:
            verdicts[str(claim.pk)] = row["verdict"]
    return verdicts, refused


@transactions.edge()
def _file(row: Mapping[str, str], cast: Mapping[str, Agent], at: datetime) -> Claim:
    by, claimant = cast[row["by"]], cast[row["claimant"]]
    asset = assets.register(
        by=by, acting_for=claimant, kind=row["asset"], name=row["name"], place=Place.objects.get(path=row["place"]),
        key=f"demo:asset:{row['key']}", **_told_apart(row["asset"], row["identifier"]),
    )  # fmt: skip
    filing = drafts.Filing(
        acting_for=claimant,
        asset=asset,
        methodology=row["methodology"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=date.fromisoformat(row["last_day"]),
        inputs=dict(pair.strip().split("=", 1) for pair in row["inputs"].split(";")),
        tier=row["tier"],
        statement=row["note"],
    )
    claim = claims.file(by=by, filing=filing, at=at, key=f"demo:claim:{row['key']}")
    if not Evidence.objects.filter(claim=claim).exists():
        lines = (
            "effort,first_day,last_day,inputs",
            f'{row["key"]},{row["first_day"]},{row["last_day"]},"{row["inputs"]}"',
        )
        readings = "\n".join(lines).encode()
        evidence.add(by=by, claim=claim, upload=ContentFile(readings, f"{row['key']}.csv"), at=at)
    return claim


def _told_apart(kind: str, identifier: str) -> dict[str, Any]:
    """identifier as the table writes it: scope:first-last for stoves, latitude,longitude;... for plots."""
    if kind == Asset.Kind.STOVE_SERIALS:
        scope, _, serials = identifier.rpartition(":")
        return {"serial_scope": scope, "serials": [int(serial) for serial in serials.split("-")]}
    if kind == Asset.Kind.PLOT:
        return {"outline": [[float(x) for x in corner.split(",")] for corner in identifier.split(";")]}
    return {"identifier": identifier}


@transactions.edge()
def file_households(owner: Agent, by: Agent, place: Place, at: datetime) -> dict[str, str]:
    """A street after street of heat pumps, each with its own meter, filed together by their co-operative."""
    pumps = [
        assets.register(by=by, acting_for=owner, kind="meter", name=f"Dwelling {n}", place=place,
                        identifier=f"CCH-{n:05d}", key=f"demo:dwelling:{n}")
        for n in range(1, HOUSEHOLDS + 1)
    ]  # fmt: skip
    if not Claim.objects.filter(asset=pumps[0]).exists():
        claims.submit_many(by=by, filings=[_pump(owner, pump, n) for n, pump in enumerate(pumps)], at=at)
    filed = Claim.objects.filter(asset__in=pumps).values_list("pk", flat=True)
    return dict.fromkeys(map(str, filed), "approve")


def _pump(owner: Agent, pump: Asset, n: int) -> drafts.Filing:
    heat, performance = 6_000 + 137 * n % 9_000, ("2.8", "3.1", "3.4", "3.7")[n % 4]
    inputs = {"heat": f"{heat} kWh", "heat_by": "metered", "boiler_efficiency": "0.88", "fuel": "natural_gas",
              "performance": performance, "country": "GBR"}  # fmt: skip
    return drafts.Filing(acting_for=owner, asset=pump, methodology="heat-pump", first_day=date(2025, 1, 1),
                         last_day=date(2025, 12, 31), inputs=inputs, tier="measured")  # fmt: skip


@transactions.edge()
def draw(ids: list[str], at: datetime) -> int:
    """Draw verifiers for these claims, as the sweeper would."""
    return verifications.assign_many(claims=list(verifications.waiting().filter(pk__in=ids)), at=at)


def decide(verdicts: Mapping[str, str], at: datetime, progress: Progress) -> None:
    """Every drawn verifier decides as the table says; those without a verdict stay in the queue."""
    decided = {claim: verdict for claim, verdict in verdicts.items() if verdict}
    groups = list(_open_seats(decided))
    for number, (verifier, verdict, overlaps, found) in enumerate(groups):
        progress(number, len(groups))
        _decide(verifier, verdict, overlaps, found, at)
    progress(len(groups), len(groups))


def _open_seats(verdicts: Mapping[str, str]) -> Iterator[tuple[Agent, str, bool, list[Claim]]]:
    """Open seats by verifier, verdict, family and whether other claims overlap."""
    groups = defaultdict(list)
    seats = Verification.objects.filter(claim__in=verdicts, decided_at=None, released_at=None, claim__state="in_review")
    for seat in seats.select_related("claim", "verifier"):
        overlaps = claim_queries.overlaps(seat.claim).exists()
        groups[seat.verifier, verdicts[str(seat.claim_id)], seat.claim.family, overlaps].append(seat.claim)
    for (verifier, verdict, _, overlaps), found in groups.items():
        yield verifier, verdict, overlaps, found


@transactions.edge()
def _decide(verifier: Agent, verdict: str, overlaps: bool, found: list[Claim], at: datetime) -> None:
    criteria = dict.fromkeys(checklists.codes(found[0].family, overlaps=overlaps), "met")
    reasons = "Readings, meter and dates agree with what is claimed."
    if verdict == "reject":
        criteria["evidence"], reasons = (
            "not_met",
            "The hall stood empty for half of the year.",
        )
    verifications.decide_many(by=verifier, claims=found, outcome=verdict, criteria=criteria, reasons=reasons, at=at)
