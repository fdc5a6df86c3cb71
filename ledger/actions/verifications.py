"""Verifications: drawn, decided, asked back, passed on."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from commons.models import Agent
from ledger import errors, events, permissions
from ledger.actions import claims as claim_actions
from ledger.actions import committed, entries, laws
from ledger.models import Claim, Verification
from ledger.queries import claims as queries
from ledger.queries import verifiers
from ledger.rules import canonical, commitments, methodologies, words
from ledger.rules import claims as rules

CHUNK = 5_000
APPROVE, REJECT = Verification.Outcome.APPROVE, Verification.Outcome.REJECT
DECIDED = {
    "claim.approved": events.ClaimsApproved,
    "claim.verified": events.ClaimsVerified,
    "claim.rejected": events.ClaimsRejected,
}


def waiting() -> QuerySet[Claim]:
    """Claims with a seat free: submitted ones that need no peer, and those in review that lost a verifier."""
    free = Q(state="submitted") & ~Q(waits_for="peer") & ~Q(tier="self-declared")
    return Claim.objects.filter(free | Q(state="in_review", waits_for="verifiers")).order_by("filed_at", "id")


def assign(*, claim: Claim, at: datetime) -> Claim:
    """Draw the claim's verifiers. Where too few are accredited and free of conflict, it waits and says so."""
    assign_many(claims=[claim], at=at)
    return Claim.objects.get(pk=claim.pk)


def assign_due(*, at: datetime, most: int = CHUNK) -> int:
    """Draw for the claims that wait, oldest first; returns how many got their verifiers. For the sweeper."""
    return assign_many(claims=waiting().filter(filed_at__lte=at)[:most], at=at)


def assign_many(*, claims: Sequence[Claim] | QuerySet[Claim], at: datetime) -> int:
    """Draw for many claims in a few statements; returns how many got all their verifiers."""
    ids = [claim.pk for claim in claims]
    locked = waiting().select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
    found = {claim.pk: claim for claim in locked}
    drawn = verifiers.draw(list(found.values()), at)
    missing = _missing(found)
    full = {pk: who for pk, who in drawn.items() if len(who) == missing[pk]}
    Claim.objects.filter(pk__in=found.keys() - full.keys()).exclude(waits_for="verifiers").update(waits_for="verifiers")
    if full:
        _seat(full, at)
        moved = Claim.objects.filter(pk__in=full)
        moved.filter(state="submitted").update(state=rules.after("submitted", "assign"), waits_for="")
        moved.exclude(waits_for="").update(waits_for="")
        entries.record_many(
            entries.Draft("claim.assigned", found[pk], body={"verifiers": [str(v) for v in who]}, occurred_at=at)
            for pk, who in full.items()
        )
        events.publish(events.ClaimsAssigned(list(full)))
    return len(full)


def decide(
    *,
    by: Agent,
    claim: Claim,
    outcome: str,
    criteria: Mapping[str, str],
    reasons: str,
    at: datetime,
    key: str | None = None,
) -> Claim:
    """What a verifier found: approve or reject, with a finding (met, not_met, cannot_say) for each criterion.

    One rejection rejects the claim; as many approvals as it needs verify it and open the objection window.
    Raises NotAllowed (not assigned to them), WrongState, BadInput, Conflicted.
    """
    digest = canonical.digest("decide", str(claim.pk), *map(ascii, (outcome, sorted(criteria.items()), reasons)))
    if entries.replay(by, key, digest):
        return Claim.objects.get(pk=claim.pk)
    overlaps = queries.overlaps(claim).exists()
    rules.check_findings(dict(criteria), approve=outcome == APPROVE, overlaps=overlaps)
    decided = _decide([claim], by, outcome, criteria, reasons, at, key=key, digest=digest)
    return decided[0]


def decide_many(
    *, by: Agent, claims: Sequence[Claim], outcome: str, criteria: Mapping[str, str], reasons: str, at: datetime
) -> list[Claim]:
    """The same finding for many claims that are assigned to the verifier, in a few statements; all or none.

    `criteria` must hold for each of them, overlaps with other claims included. Raises what `decide` raises.
    """
    rules.check_findings(dict(criteria), approve=outcome == APPROVE, overlaps=rules.WITH_OVERLAPS in criteria)
    return _decide(claims, by, outcome, criteria, reasons, at)


def ask_back(*, by: Agent, claim: Claim, question: str, until: datetime, at: datetime) -> Claim:
    """Ask the claimant for what is missing. A claim that is not answered in time is withdrawn."""
    (locked,) = _lock([claim], "ask_back")
    (mine,) = _seats([locked], by)
    if not at < until <= at + timedelta(days=rules.ANSWER_DAYS):
        raise errors.BadInput("until", until, f"a time within {rules.ANSWER_DAYS} days from now")
    mine.question = words.reasons("question", question)
    mine.due_at = until + timedelta(days=rules.REVIEW_DAYS)
    mine.save(update_fields=["question", "due_at"])
    locked.state, locked.answer_by = rules.after(locked.state, "ask_back"), until
    locked.save(update_fields=["state", "answer_by"])
    body = {"commitment": committed.to(mine, "question", mine.question)}
    entries.record(kind="claim.asked_back", subject=locked, by=by, body=body, occurred_at=at)
    events.publish(events.ClaimsAskedBack([locked.pk], by.pk))
    return locked


def answer(*, by: Agent, claim: Claim, at: datetime) -> Claim:
    """Give a claim back to its verifier, after the evidence asked for was added. Raises WrongState, NotAllowed."""
    (locked,) = _lock([claim], "answer")
    permissions.require(by, "claim.answer", locked.claimant)
    locked.state, locked.answer_by = rules.after(locked.state, "answer"), None
    locked.save(update_fields=["state", "answer_by"])
    due_at = at + timedelta(days=rules.REVIEW_DAYS)
    locked.verifications.filter(decided_at=None, released_at=None).update(due_at=due_at)
    entries.record(kind="claim.answered", subject=locked, by=by, acting_for=locked.claimant, occurred_at=at)
    events.publish(events.ClaimsAnswered([locked.pk], by.pk))
    return locked


def lapse_unanswered(*, at: datetime) -> int:
    """Withdraw what was asked back and not answered in time; returns how many. For the sweeper."""
    late = Claim.objects.select_for_update(of=("self",), skip_locked=True).select_related("claimant")
    return len(
        [
            claim_actions.withdraw_unasked(claim, by=None, at=at)
            for claim in late.filter(state="asked_back", answer_by__lte=at)[:CHUNK]
        ]
    )


def reassign_overdue(*, at: datetime) -> int:
    """Release verifiers who are late and draw others for their seats; returns how many. For the sweeper."""
    late = Verification.objects.filter(decided_at=None, released_at=None, due_at__lte=at, claim__state="in_review")
    found = list(late.select_related("claim")[:CHUNK])
    for_claims = Claim.objects.select_for_update(of=("self",), skip_locked=True).order_by("id")
    locked = {claim.pk: claim for claim in for_claims.filter(pk__in={v.claim_id for v in found}, state="in_review")}
    released = [v for v in found if v.claim_id in locked]
    Verification.objects.filter(pk__in=[v.pk for v in released], decided_at=None).update(released_at=at)
    Claim.objects.filter(pk__in=locked).update(waits_for="verifiers")
    entries.record_many(
        entries.Draft("claim.released", locked[v.claim_id], body={"verifier": str(v.verifier_id)}, occurred_at=at)
        for v in released
    )
    events.publish(events.SeatsReleased([v.pk for v in released]))
    assign_many(claims=list(locked.values()), at=at)
    return len(released)


def _missing(found: Mapping[UUID, Claim]) -> dict[UUID, int]:
    seats = Verification.objects.filter(claim__in=found, released_at=None).values_list("claim_id", flat=True)
    taken = Counter(seats)
    return {pk: claim.verifiers_needed - taken[pk] for pk, claim in found.items()}


def _seat(drawn: Mapping[UUID, Sequence[UUID]], at: datetime) -> None:
    due_at = at + timedelta(days=rules.REVIEW_DAYS)
    seats = (
        Verification(
            claim_id=claim_id, verifier_id=verifier_id, assigned_at=at, due_at=due_at, salt=commitments.new_salt()
        )
        for claim_id, who in drawn.items()
        for verifier_id in who
    )
    Verification.objects.bulk_create(seats, batch_size=CHUNK)


def _lock(claims: Sequence[Claim], verb: str) -> list[Claim]:
    """The claims as they are now, in id order, all in a state from which the verb leads on."""
    query = Claim.objects.select_for_update(of=("self",)).select_related("claimant").order_by("id")
    locked = list(query.filter(pk__in=[claim.pk for claim in claims]))
    for claim in locked:
        rules.after(claim.state, verb)
    return locked


def _seats(claims: Sequence[Claim], by: Agent) -> list[Verification]:
    """The verifier's open seat on each of the claims. Raises NotAllowed."""
    permissions.require(by, "verification.decide")
    mine = Verification.objects.filter(claim__in=claims, verifier=by, decided_at=None, released_at=None)
    seats = {seat.claim_id: seat for seat in mine}
    for claim in claims:
        if claim.pk not in seats:
            raise errors.NotAllowed(f"Claim {claim.reference} is not assigned to {by}: verifiers are drawn.")
    return [seats[claim.pk] for claim in claims]


def _decide(
    claims: Sequence[Claim],
    by: Agent,
    outcome: str,
    criteria: Mapping[str, str],
    reasons: str,
    at: datetime,
    **request: Any,
) -> list[Claim]:
    if outcome not in Verification.Outcome.values:
        raise errors.BadInput("outcome", outcome, " or ".join(Verification.Outcome.values))
    why = words.reasons("reasons", reasons)
    locked = _lock(claims, "verify")
    seats = _seats(locked, by)
    with _refusals_in_words():
        Verification.objects.filter(pk__in=[seat.pk for seat in seats]).update(
            decided_at=at, outcome=outcome, criteria=dict(criteria), reasons=why
        )
    kinds = _settle(locked, outcome, at)
    entries.record_many(
        entries.Draft(kinds[claim.pk], claim, by, body=_body(seat, outcome, why), occurred_at=at, **request)
        for claim, seat in zip(locked, seats, strict=True)
    )
    for kind, fact in DECIDED.items():
        if moved := [pk for pk, came_to in kinds.items() if came_to == kind]:
            events.publish(fact(moved, by.pk))
    return locked


def _settle(claims: Sequence[Claim], outcome: str, at: datetime) -> dict[UUID, str]:
    """Move the claims on by what was found; returns the kind of entry for each."""
    if outcome == REJECT:
        _move(claims, "reject")
        seats = Verification.objects.filter(claim__in=claims, decided_at=None, released_at=None)
        seats.update(released_at=at)
        return dict.fromkeys([claim.pk for claim in claims], "claim.rejected")
    approved = Verification.objects.filter(claim__in=claims, outcome=APPROVE)
    approvals = Counter(approved.values_list("claim_id", flat=True))
    full = [claim for claim in claims if approvals[claim.pk] >= claim.verifiers_needed]
    windows = defaultdict(list)
    for claim in full:
        windows[methodologies.get(claim.methodology, claim.version).objection_days].append(claim)
    for days, opened in windows.items():
        _move(opened, "verify", verified_at=at, window_until=at + timedelta(days=days))
    verified = {claim.pk for claim in full}
    return {claim.pk: "claim.verified" if claim.pk in verified else "claim.approved" for claim in claims}


def _move(claims: Sequence[Claim], verb: str, **changes: Any) -> None:
    changes |= {"state": rules.after("in_review", verb), "waits_for": ""}
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(**changes)
    for claim in claims:
        for field, value in changes.items():
            setattr(claim, field, value)


def _body(seat: Verification, outcome: str, reasons: str) -> dict[str, Any]:
    return {
        "verification": str(seat.pk),
        "outcome": outcome,
        "commitment": committed.to(seat, "reasons", reasons),
    }


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """What the database refuses of a verifier, as the ledger says it. The transaction is over then."""
    try:
        yield
    except IntegrityError as error:
        rule = laws.broken_by(error)
        if rule == "verification_without_conflict":
            raise errors.Conflicted(f"{laws.words_of(error)} Another verifier must decide.") from error
        if rule == "verification_by_the_accredited":
            raise errors.NotAllowed(laws.words_of(error)) from error
        raise
