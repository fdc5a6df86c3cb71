"""External: tonnes that another registry issued, brought here by showing that they are immobilised for this ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db.backends.postgresql.psycopg_any import NumericRange

from commons.models import Agent, Place
from ledger import errors
from ledger.actions import assets, claims, drafts, entries, evidence, matches
from ledger.models import Claim, ExternalClaim, ExternalIssuance, ExternalWithdrawal
from ledger.rules import canonical

METHODOLOGY = "external-immobilised"


@dataclass(frozen=True, kw_only=True)
class Immobilised:
    """The serials of one block, first and last included, that the source registry shows as immobilised.

    held_back: the part that is not claimed ("10 %"). proofs: what shows that the project is the claimant's, and that
    the registry holds the serials for this ledger.
    """

    issuance: ExternalIssuance
    first: int
    last: int
    place: Place
    proofs: Sequence[File]
    held_back: str = "0"
    statement: str = ""


def claim(*, by: Agent, acting_for: Agent, immobilised: Immobilised, at: datetime, key: str | None = None) -> Claim:
    """File a claim on serials of another registry; then it is verified, issued and funded like any other.

    Raises BadInput (a block without numbered serials or period, serials outside of it, no proof), SerialsNotFree
    (retired, cancelled or claimed), NotAllowed, FileRefused, DoubleCount (the same proof behind another live claim).
    """
    digest = _digest(acting_for, immobilised)
    if done := entries.replay(by, key, digest):
        return Claim.objects.get(pk=done)
    issuance = immobilised.issuance
    matches.wait_for_imports()
    _check(immobilised)
    draft = drafts.draft(by=by, filing=_filing(by, acting_for, immobilised))
    serials = NumericRange(immobilised.first, immobilised.last + 1)
    ExternalClaim.objects.create(claim=draft, issuance=issuance, serials=serials)
    for proof in immobilised.proofs:
        evidence.add(by=by, claim=draft, upload=proof, at=at)
    filed = claims.submit(by=by, claim=draft, at=at)
    body = {
        "registry": issuance.registry,
        "project": issuance.project.code,
        "issuance": str(issuance.pk),
        "block": issuance.block,
        "first": str(immobilised.first),
        "last": str(immobilised.last),
    }
    entries.record(
        kind="claim.immobilised", subject=filed, by=by, acting_for=acting_for, body=body, occurred_at=at,
        key=key, digest=digest,
    )  # fmt: skip
    return filed


def _check(immobilised: Immobilised) -> None:
    issuance, first, last = immobilised.issuance, immobilised.first, immobilised.last
    if issuance.serials is None:
        expected = "a block whose tonnes are numbered: part of another cannot be shown to be immobilised"
        raise errors.BadInput("issuance", issuance, expected)
    if not issuance.serials.lower <= first <= last < issuance.serials.upper:
        expected = f"serials from {issuance.serials.lower} to {issuance.serials.upper - 1}"
        raise errors.BadInput("serials", f"{first} to {last}", expected)
    if not immobilised.proofs:
        raise errors.BadInput("proofs", "", "a file that shows the serials as immobilised, and whose project it is")
    _check_free(issuance, first, last)


def _check_free(issuance: ExternalIssuance, first: int, last: int) -> None:
    touching = {"serials__overlap": NumericRange(first, last + 1)}
    if used := ExternalWithdrawal.objects.filter(block_key=issuance.block_key, **touching).first():
        raise errors.SerialsNotFree(first, last, f"the registry reports a {used.kind} of {used.serial}")
    if taken := issuance.claims.filter(live=True, **touching).select_related("claim").first():
        raise errors.SerialsNotFree(first, last, f"claim {taken.claim} names them")


def _filing(by: Agent, acting_for: Agent, immobilised: Immobilised) -> drafts.Filing:
    issuance = immobilised.issuance
    first_day, last_day = _period(issuance)
    serials = f"{issuance.registry} {issuance.block} {immobilised.first}-{immobilised.last}"
    asset = assets.register(
        by=by, acting_for=acting_for, kind="facility", name=f"{issuance.project}"[:200], place=immobilised.place,
        identifier=canonical.digest(serials).hex(),
    )  # fmt: skip
    return drafts.Filing(
        acting_for=acting_for,
        asset=asset,
        methodology=METHODOLOGY,
        first_day=first_day,
        last_day=last_day,
        inputs={"immobilised": immobilised.last - immobilised.first + 1, "held_back": immobilised.held_back},
        tier="accredited",
        statement=immobilised.statement,
    )


def _period(issuance: ExternalIssuance) -> tuple[date, date]:
    """When the effect was, by the registry: its period, or the year of its vintage."""
    if issuance.period_start and issuance.period_end:
        return issuance.period_start, issuance.period_end
    if issuance.vintage:
        return date(issuance.vintage, 1, 1), date(issuance.vintage, 12, 31)
    raise errors.BadInput("issuance", issuance, "an issuance with a period or a vintage")


def _digest(acting_for: Agent, immobilised: Immobilised) -> bytes:
    asked = (acting_for.pk, immobilised.issuance.pk, immobilised.first, immobilised.last, immobilised.held_back)
    return canonical.digest(*map(str, asked), immobilised.place.path, immobilised.statement)
