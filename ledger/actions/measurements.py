"""Measurements: people's own meter readings and trips, read from a file into claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.core.files.base import ContentFile

from commons.models import Agent, Place
from config.plumbing import transactions
from ledger import errors
from ledger.actions import assets, claims, drafts, entries, evidence
from ledger.models import Asset, Claim, ImportRun
from ledger.rules import canonical, sheets
from ledger.rules.sheets import Line, Sheet

COLUMNS = ("kind", "identifier", "name", "place", "methodology", "first_day", "last_day", "tier")


@dataclass(slots=True)
class Measured:
    """What became of a file: the claims that its rows are, how many of them are new, and which lines were refused."""

    columns: tuple[str, ...]
    claims: list[Claim] = field(default_factory=list)
    fresh: int = 0
    rejected: list[tuple[Line, str]] = field(default_factory=list)


def read(*, stream: BinaryIO, name: str, by: Agent, acting_for: Agent, at: datetime) -> Measured:
    """File a claim for each row: COLUMNS, and a column for each input of its methodology. Opens its own edges.

    A row that was read before is the claim that it became, and is not filed again. Its evidence is the row itself,
    with the hash of the whole file. Raises SheetRefused where the file as a whole is none.
    """
    file_digest = sheets.digest(stream).hex()
    sheet = Sheet(stream, COLUMNS, others=True)
    measured = Measured(sheet.columns)
    for line in sheet:
        try:
            if line.problem:
                raise sheets.SheetRefused(line.problem)
            _file(line, measured, file_digest, by, acting_for, at)
        except (errors.Refusal, sheets.SheetRefused) as refusal:
            measured.rejected.append((line, str(refusal)))
    _conclude(measured, name, bytes.fromhex(file_digest), by, acting_for)
    return measured


@transactions.edge()
def _file(line: Line, measured: Measured, file_digest: str, by: Agent, acting_for: Agent, at: datetime) -> None:
    cells = dict(zip(measured.columns, line.cells, strict=True))
    row = canonical.digest(str(acting_for.pk), *(f"{column}={cell}" for column, cell in sorted(cells.items()) if cell))
    filing = _filing(cells, _asset(cells, by, acting_for), acting_for)
    claim = claims.file(by=by, filing=filing, at=at, key=f"measurement {row.hex()}")
    if not claim.evidence.exists():
        proof = sheets.written((*cells, "file_sha256")) + sheets.written((*cells.values(), file_digest))
        evidence.add(by=by, claim=claim, upload=ContentFile(proof.encode(), name=f"line-{line.number}.csv"), at=at)
        measured.fresh += 1
    measured.claims.append(claim)


def _asset(cells: Mapping[str, str], by: Agent, acting_for: Agent) -> Asset:
    """What makes the effect: registered the first time that it is named."""
    place = Place.objects.filter(path=cells["place"]).first()
    if place is None:
        raise errors.BadInput("place", cells["place"], "the path of a place that is known here, such as earth.gb.wls")
    told = (cells["kind"], cells["identifier"], cells["place"], cells["name"])
    return assets.register(
        by=by, acting_for=acting_for, kind=cells["kind"], name=cells["name"], place=place,
        identifier=cells["identifier"], key=f"measured {canonical.digest(str(acting_for.pk), *told).hex()}",
    )  # fmt: skip


def _filing(cells: Mapping[str, str], asset: Asset, acting_for: Agent) -> drafts.Filing:
    return drafts.Filing(
        acting_for=acting_for,
        asset=asset,
        methodology=cells["methodology"],
        first_day=_day("first_day", cells["first_day"]),
        last_day=_day("last_day", cells["last_day"]),
        inputs={name: cell for name, cell in cells.items() if name not in COLUMNS and cell.strip()},
        tier=cells["tier"],
    )


def _day(column: str, cell: str) -> date:
    try:
        return datetime.strptime(cell.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  (a day, and no moment)
    except ValueError:
        raise errors.BadInput(column, cell, "a day written YYYY-MM-DD, such as 2026-01-31") from None


@transactions.edge()
def _conclude(measured: Measured, name: str, digest: bytes, by: Agent, acting_for: Agent) -> None:
    counts = {"claims": len(measured.claims), "rejected": len(measured.rejected)}
    run, is_new = ImportRun.objects.get_or_create(
        kind=ImportRun.Kind.MEASUREMENTS, digest=digest, defaults={"name": name[:200], "by": by, "counts": counts}
    )
    if is_new or measured.fresh:
        body = {"new": measured.fresh, **counts}  # the hash of a person's file says nothing to others, and stays here
        entries.record(kind="measurements.imported", subject=run, by=by, acting_for=acting_for, body=body)
