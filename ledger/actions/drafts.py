"""Drafts: claims while they are being written, which nobody else sees.

One can be written whole, or a step at a time: what it lacks is asked for when it is filed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from commons.models import Agent, Place
from commons.queries import agents
from config.plumbing import transactions
from ledger import errors, permissions
from ledger.actions import entries
from ledger.models import Asset, Claim
from ledger.rules import canonical, commitments, methodologies, words
from ledger.rules import claims as rules

REVISED = (
    "asset", "place", "methodology", "version", "family", "period", "vintage", "inputs", "statement", "tier",
    "declares_area", "programme",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What somebody says an asset has avoided or removed from the first day up to and including the last.

    methodology: its code, in the latest version without one. place: where the effect is; the asset's place without
    one. declares_area: for everybody in the place, as a programme; programme: the draft of the one it is part of.
    """

    acting_for: Agent
    asset: Asset | None
    methodology: str
    first_day: date
    last_day: date
    inputs: Mapping[str, object]
    tier: str
    version: int | None = None
    place: Place | None = None
    declares_area: bool = False
    programme: Claim | None = None
    statement: str = ""


def draft(*, by: Agent, filing: Filing, key: str | None = None) -> Claim:
    """Keep a claim that nobody else sees yet. Raises BadInput, UnknownMethodology, NotAllowed."""
    digest = digest_of(filing)
    if done := entries.replay(by, key, digest):
        return Claim.objects.get(pk=done)
    claim = made(by, filing, entries.derived_id(by, key))
    claim.save(force_insert=True)
    if key is not None:
        entries.record(kind="claim.drafted", subject=claim, by=by, acting_for=filing.acting_for, key=key, digest=digest)
    return claim


def revise(*, by: Agent, claim: Claim, filing: Filing) -> Claim:
    """Write a draft anew; its evidence stays. Raises what `draft` raises, and WrongState once it was submitted."""
    locked = _own(by, claim)
    revised = made(by, filing, locked.pk)
    for field in REVISED:
        setattr(locked, field, getattr(revised, field))
    locked.save(update_fields=REVISED)
    return locked


def begin(*, by: Agent, acting_for: Agent, methodology: str, key: str | None = None) -> Claim:
    """Begin a draft by who did what; the same key begins the same one.

    Raises UnknownMethodology, NotAllowed, KeyReused.
    """
    permissions.require(by, "claim.draft", acting_for)
    chosen = methodologies.get(methodology)
    id_ = entries.derived_id(by, key)
    if key is not None:
        transactions.retry_on_conflict()
        if begun := Claim.objects.filter(pk=id_).first():
            if (begun.claimant_id, begun.methodology) != (acting_for.pk, chosen.code):
                raise errors.KeyReused(f"The key {key!r} was used for another draft.")
            return begun
    claim = Claim(
        id=id_, claimant=acting_for, filed_by=by, methodology=chosen.code, version=chosen.version,
        family=chosen.family, salt=commitments.new_salt(),
    )  # fmt: skip
    claim.save(force_insert=True)
    return claim


def choose(*, by: Agent, claim: Claim, acting_for: Agent, methodology: str) -> Claim:
    """Change who did what; the asset and those inputs stay that fit. Raises what `begin` raises, and WrongState."""
    draft = _own(by, claim)
    permissions.require(by, "claim.draft", acting_for)
    chosen = methodologies.get(methodology)
    draft.claimant, draft.filed_by = acting_for, by
    if chosen.code != draft.methodology:
        draft.methodology, draft.version, draft.family = chosen.code, chosen.version, chosen.family
        draft.inputs = {name: given for name, given in draft.inputs.items() if name in chosen.by_name}
    try:
        _check_asset(by, acting_for, draft.asset, chosen.asset_kinds)
    except (errors.BadInput, errors.NotAllowed):
        draft.asset = draft.place = None
    draft.save()
    return draft


def locate(*, by: Agent, claim: Claim, asset: Asset) -> Claim:
    """Say what makes the effect, and so where. Raises BadInput, NotAllowed, WrongState."""
    draft = _own(by, claim)
    _check_asset(by, draft.claimant, asset, methodologies.get(draft.methodology, draft.version).asset_kinds)
    draft.asset, draft.place = asset, asset.place
    draft.save(update_fields=["asset", "place"])
    return draft


def measure(
    *, by: Agent, claim: Claim, first_day: date | None, last_day: date | None, inputs: Mapping[str, object]
) -> Claim:
    """Say when, and how much; both days or neither. Raises BadInput, NotAllowed, WrongState."""
    draft = _own(by, claim)
    draft.period = days(first_day, last_day) if first_day and last_day else None
    draft.vintage = last_day.year if draft.period and last_day else None
    draft.inputs = _kept(inputs)
    draft.save(update_fields=["period", "vintage", "inputs"])
    return draft


def back(*, by: Agent, claim: Claim, tier: str, statement: str) -> Claim:
    """Say what backs the figures, "" where that is not known yet. Raises BadInput, NotAllowed, WrongState."""
    draft = _own(by, claim)
    if tier:
        rules.check_tier(tier, rules.TIERS[0])
    draft.tier, draft.statement = tier, words.paragraphs("statement", statement)
    draft.save(update_fields=["tier", "statement"])
    return draft


def discard(*, by: Agent, claim: Claim) -> None:
    """Delete a draft, its files with it. Raises NotAllowed, WrongState."""
    draft = _own(by, claim)
    blobs = list(draft.evidence.exclude(file="").values_list("file", flat=True))
    draft.evidence.all().delete()
    draft.delete()

    def delete_files() -> None:
        for blob in blobs:
            default_storage.delete(blob)

    transaction.on_commit(delete_files)


def check_whole(claim: Claim) -> None:
    """Raises BadInput by the name of the first thing that a draft still lacks."""
    if claim.asset_id is None:
        raise errors.BadInput("asset", "", "what makes the effect")
    if claim.place_id is None:
        raise errors.BadInput("place", "", "where the effect is")
    if claim.period is None:
        raise errors.BadInput("period", "", "the first and the last day")
    if not claim.tier:
        raise errors.BadInput("tier", "", "what backs the figures")


def _own(by: Agent, claim: Claim) -> Claim:
    """The draft as it is now, for this transaction alone."""
    query = Claim.objects.select_for_update(of=("self",)).select_related("claimant", "place", "asset__owner")
    draft = query.get(pk=claim.pk)
    permissions.require(by, "claim.draft", draft.claimant)
    if draft.state != Claim.State.DRAFT:
        raise errors.WrongState("claim", draft.state, "revise", (Claim.State.DRAFT,))
    return draft


def made(by: Agent, filing: Filing, id_: UUID) -> Claim:
    """The claim that is asked for, not stored. Raises what `draft` raises."""
    permissions.require(by, "claim.draft", filing.acting_for)
    methodology = methodologies.get(filing.methodology, filing.version)
    period = days(filing.first_day, filing.last_day)
    _check_asset(by, filing.acting_for, filing.asset, methodology.asset_kinds)
    _check_programme(by, filing)
    rules.check_tier(filing.tier, rules.TIERS[0])
    place = filing.place or (filing.asset.place if filing.asset else None)
    if place is None:
        raise errors.BadInput("place", "", "where the effect is")
    return Claim(
        id=id_,
        claimant=filing.acting_for,
        filed_by=by,
        asset=filing.asset,
        place=place,
        methodology=methodology.code,
        version=methodology.version,
        family=methodology.family,
        period=period,
        vintage=filing.last_day.year,
        inputs=_kept(filing.inputs),
        statement=words.paragraphs("statement", filing.statement),
        tier=filing.tier,
        declares_area=filing.declares_area,
        programme=filing.programme,
        salt=commitments.new_salt(),
    )


def days(first: date, last: date) -> DateRange:
    """The period from the first up to and including the last. Raises BadInput."""
    if last < first:
        raise errors.BadInput("period", f"{first} to {last}", "a last day on or after the first")
    if first.year < 1990 or last.year > 2200:
        raise errors.BadInput("period", f"{first} to {last}", "days from 1990 to 2200")
    return DateRange(first, last + timedelta(days=1))


def _check_asset(by: Agent, acting_for: Agent, asset: Asset | None, kinds: tuple[str, ...]) -> None:
    if asset is None:
        raise errors.BadInput("asset", "", "what makes the effect")
    if kinds and asset.kind not in kinds:
        raise errors.BadInput("asset", asset.kind, f"an asset of the kind {' or '.join(kinds)}")
    if asset.owner not in (acting_for, by) and agents.role(asset.owner, acting_for) is None:
        raise errors.NotAllowed(f"{acting_for} may not claim for an asset of {asset.owner}, who is not a member.")


def _check_programme(by: Agent, filing: Filing) -> None:
    programme = filing.programme
    if programme is None:
        return
    if filing.declares_area or not programme.declares_area:
        raise errors.BadInput("programme", programme, "a claim for a whole area, for one that is not")
    if filing.acting_for != programme.claimant and agents.role(filing.acting_for, programme.claimant) is None:
        raise errors.NotAllowed(f"{filing.acting_for} is no member of {programme.claimant}, whose programme it is.")


def _kept(inputs: Mapping[str, object]) -> dict[str, Any]:
    """Inputs as they can be stored; what they mean is for the methodology to say."""
    kept: dict[str, Any] = {}
    for name, given in inputs.items():
        if isinstance(given, str):
            kept[str(name)] = words.line(f"inputs.{name}", given) if given.strip() else ""
        elif given is None or isinstance(given, bool | int):
            kept[str(name)] = given
        elif isinstance(given, Decimal | float | date):
            kept[str(name)] = str(given)
        else:
            raise errors.BadInput(f"inputs.{name}", given, "a number or a text")
    return kept


def digest_of(filing: Filing) -> bytes:
    """Of everything that the filing asks for."""
    asked = {name: str(getattr(value, "pk", value)) for name, value in vars(filing).items()}
    # ascii: what is asked for may hold anything, and is refused further on.
    inputs = [ascii((str(name), str(value))) for name, value in sorted(filing.inputs.items())]
    return canonical.digest(*(ascii(text) for name, text in sorted(asked.items()) if name != "inputs"), *inputs)
