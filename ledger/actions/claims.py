"""Claims: filed, confirmed by a fellow, withdrawn."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from commons.models import Agent, Place
from commons.queries import agents, places
from ledger import errors, events, permissions
from ledger.actions import committed, drafts, entries, laws
from ledger.models import Claim
from ledger.queries import claims as queries
from ledger.rules import canonical, fingerprints, methodologies
from ledger.rules import claims as rules
from ledger.rules.methodology import Result

GREATEST_QUANTITY_G = 2**53 - 1
JOINED = "a draft for a whole area, of the same family and around the period: members file before it does"
SERIALS = "another: tonnes of another registry are claimed by their serials, with what shows them as immobilised"


def file(*, by: Agent, filing: drafts.Filing, at: datetime, key: str | None = None) -> Claim:
    """Draft and submit in one step. Raises what both raise."""
    digest = drafts.digest_of(filing)
    if done := entries.replay(by, key, digest):
        return Claim.objects.get(pk=done)
    claim = drafts.made(by, filing, entries.derived_id(by, key))
    claim.save(force_insert=True)
    return _submit(by, claim, at, key=key, digest=digest)


def submit(*, by: Agent, claim: Claim, at: datetime, key: str | None = None) -> Claim:
    """Compute the quantity, take up what the claim counts so that nobody else can, and put it on the record.

    Raises WrongState, NotAllowed, BadInput (a quantity of zero, a tier below the methodology's), Implausible,
    OutsideValidity, and DoubleCount (with the other claim); then it stays a draft.
    """
    digest = canonical.digest("submit", str(claim.pk))
    if entries.replay(by, key, digest):
        return Claim.objects.get(pk=claim.pk)
    locked = lock(claim)
    permissions.require(by, "claim.submit", locked.claimant)
    return _submit(by, locked, at, key=key, digest=digest)


def submit_many(*, by: Agent, filings: Sequence[drafts.Filing], at: datetime) -> list[Claim]:
    """File many claims in one statement, all or none; no programmes and no members. Raises what `file` raises."""
    for filing in filings:
        if filing.programme or filing.declares_area:
            raise errors.BadInput("programme", filing.methodology, "single claims, if many are filed at once")
    claims = [drafts.made(by, filing, entries.derived_id(by, None)) for filing in filings]
    for claim in claims:
        _compute(claim, at)
    _guarded(claims, lambda: Claim.objects.bulk_create(claims, batch_size=5_000))
    entries.record_many(
        entries.Draft("claim.submitted", claim, by, claim.claimant, body, occurred_at=at)
        for claim, body in zip(claims, bodies(claims), strict=True)
    )
    events.publish(events.ClaimsFiled([claim.pk for claim in claims], by.pk))
    return claims


def confirm(*, by: Agent, claim: Claim, at: datetime) -> Claim:
    """A fellow member says that they know the asset and that it does what is claimed.

    Only for claims of the tier peer-verified, which wait for it; whoever confirms has a part in the claim from then
    on and can never judge it. Raises NotAllowed, WrongState.
    """
    locked = lock(claim)
    permissions.require(by, "claim.confirm")
    if locked.state != Claim.State.SUBMITTED or locked.waits_for != "peer":
        raise errors.WrongState("claim", locked.state, "confirm", ("submitted and waits for a peer",))
    own = by.pk in (locked.claimant_id, locked.filed_by_id)
    if own or not agents.are_fellows(by, [locked.claimant]):
        raise errors.NotAllowed("Only another member of a collective of the claimant's can confirm the claim.")
    locked.confirmed_by, locked.waits_for = by, ""
    locked.save(update_fields=["confirmed_by", "waits_for"])
    entries.record(kind="claim.confirmed", subject=locked, by=by, occurred_at=at)
    events.publish(events.ClaimsConfirmed([locked.pk], by.pk))
    return locked


def withdraw(*, by: Agent, claim: Claim, at: datetime) -> Claim:
    """Take back a claim that is not verified yet: what it counted can then be claimed by others.

    Raises WrongState, NotAllowed.
    """
    locked = lock(claim)
    permissions.require(by, "claim.withdraw", locked.claimant)
    return withdraw_unasked(locked, by=by, at=at)


def withdraw_unasked(claim: Claim, *, by: Agent | None, at: datetime) -> Claim:
    """Withdraw a locked claim and release its verifiers; `by` is None where a term has passed or a person goes."""
    claim.state = rules.after(claim.state, "withdraw")
    claim.waits_for = ""
    claim.save(update_fields=["state", "waits_for"])
    open_seats = claim.verifications.filter(decided_at=None, released_at=None)
    open_seats.update(released_at=at, released_because="settled", saved={})
    acting_for = claim.claimant if by else None
    entries.record(kind="claim.withdrawn", subject=claim, by=by, acting_for=acting_for, occurred_at=at)
    events.publish(events.ClaimsWithdrawn([claim.pk], by.pk if by else None))
    return claim


def lock(claim: Claim) -> Claim:
    """The claim as it is now, for this transaction alone."""
    return Claim.objects.select_for_update(of=("self",)).select_related("claimant", "place", "asset").get(pk=claim.pk)


def bodies(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """What the record says of each claim: of a person's, nothing that tells who or where; the rest is committed to."""
    exact = {claim.place_id: claim.place for claim in claims if claim.place}
    around = {path: places.public_place(place) for path, place in exact.items()}
    return [_body(claim, around[claim.place_id]) for claim in claims]


def _submit(by: Agent, claim: Claim, at: datetime, *, key: str | None, digest: bytes) -> Claim:
    _compute(claim, at)
    _guarded([claim], claim.save)
    (body,) = bodies([claim])
    entries.record(
        kind="claim.submitted",
        subject=claim,
        by=by,
        acting_for=claim.claimant,
        body=body,
        occurred_at=at,
        key=key,
        digest=digest,
    )
    events.publish(events.ClaimsFiled([claim.pk], by.pk))
    return claim


def _compute(claim: Claim, at: datetime) -> None:
    """Fill in what submission fixes, or raise why the claim cannot be filed."""
    drafts.check_whole(claim)
    methodology = methodologies.get(claim.methodology, claim.version)
    first, last = claim.period.lower, claim.period.upper - timedelta(days=1)
    if last >= at.date():
        raise errors.BadInput(
            "period", f"until {last}", f"a period that is over: until {at.date() - timedelta(days=1)}"
        )
    methodology.check_filing(at.date())
    methodology.check_period(first, last)
    rules.check_tier(claim.tier, methodology.minimum_tier)
    result = methodology.compute(claim.inputs)
    methodology.check_plausible(claim.inputs, result, (last - first).days + 1)
    claim.quantity_g = result.quantity_g - _claimed_by_members(claim)
    if not 0 < claim.quantity_g <= GREATEST_QUANTITY_G:
        raise errors.BadInput("inputs", f"{claim.quantity_g} g CO2e", "inputs that come to more than zero")
    claim.uncertainty = _uncertainty(result)
    claim.state = rules.after(claim.state, "submit")
    claim.waits_for = "peer" if claim.tier == "peer-verified" else ""
    claim.verifiers_needed = rules.verifiers_needed(claim.quantity_g)
    claim.lot = _lot(claim)
    claim.filed_at = at


def _lot(claim: Claim) -> UUID:
    """What seeds the draw of verifiers: nobody outside can foresee it, and filing the same again does not change it."""
    what = (str(claim.claimant_id), str(claim.asset_id), claim.family, str(claim.vintage))
    return fingerprints.of_text("lot", what, settings.INSTANCE_KEY)


def _claimed_by_members(claim: Claim) -> int:
    """Members file first, and their programme counts what they left."""
    if not claim.declares_area:
        return 0
    return claim.members.filter(state__in=rules.LIVE).aggregate(grams=Sum("quantity_g"))["grams"] or 0


def _uncertainty(result: Result) -> Decimal | None:
    if not result.gross_kg:
        return None
    return min(max(result.deduction_kg / result.gross_kg, Decimal(0)), Decimal(999)).quantize(Decimal("0.0001"))


def _guarded(claims: Sequence[Claim], write: Callable[[], object]) -> None:
    """Write, and say whose claim is in the way where the database refuses to count twice."""

    def clash(error: IntegrityError) -> errors.DoubleCount:
        rule = laws.broken_by(error)
        field, why, _ = queries.CLASHES[rule]
        return _named(field, why, queries.clashing(rule, claims))

    def without_serials(error: IntegrityError) -> errors.BadInput:
        return errors.BadInput("methodology", claims[0].methodology, SERIALS)

    said: laws.Words = {
        "evidence_once_among_live": lambda error: same_evidence(queries.with_same_evidence(claims)),
        "claim_joins_a_draft": lambda error: errors.BadInput("programme", claims[0].programme_id, JOINED),
        "claim_counts_its_serials": without_serials,
        "claim_counts_its_serials_at_once": without_serials,
        **dict.fromkeys(queries.CLASHES, clash),
    }
    with laws.in_words(said), transaction.atomic():
        write()


def same_evidence(other: Claim | None) -> errors.DoubleCount:
    """The refusal of a file that stands behind another live claim."""
    return _named("evidence", "the same file stands behind it already", other)


def _named(field: str, why: str, other: Claim | None) -> errors.DoubleCount:
    return errors.DoubleCount(field, other.pk if other else None, other.reference if other else "", why)


def _body(claim: Claim, around: Place) -> dict[str, Any]:
    texts = {
        "asset": str(claim.asset_id or ""),
        "inputs": canonical.canonical(claim.inputs),
        "period": f"{claim.period.lower}/{claim.period.upper}",
        "place": claim.place_id or "",
        "statement": claim.statement,
    }
    body = {
        "family": claim.family,
        "methodology": claim.methodology,
        "version": claim.version,
        "quantity_g": claim.quantity_g,
        "year": claim.vintage,
        "tier": claim.tier,
        "place": around.path,
        "commitments": {name: committed.to(claim, name, text) for name, text in texts.items()},
    }
    if claim.claimant.kind == Agent.Kind.COLLECTIVE:
        body |= {"place": claim.place_id, "period": texts["period"]}
    return body
