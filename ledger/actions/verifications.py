"""Verifications: drawn, decided, asked back, passed on."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from commons.models import Agent
from ledger import errors, events, permissions
from ledger.actions import claims as claim_actions
from ledger.actions import committed, entries, laws
from ledger.models import Claim, Question, Verification
from ledger.queries import claims as queries
from ledger.queries import verifiers
from ledger.rules import canonical, commitments, methodologies, words
from ledger.rules import claims as rules
from ledger.rules import criteria as checklists

CHUNK = 5_000
APPROVE, REJECT = Verification.Outcome.APPROVE, Verification.Outcome.REJECT
DECLINED = (Verification.Release.CONFLICT, Verification.Release.NO_TIME)
LONGEST_NOTE = 1_000
REFUSALS: laws.Words = {
    "verification_without_conflict": lambda error: errors.Conflicted(
        f"{laws.words_of(error)} Another verifier must decide."
    ),
    "verification_by_the_accredited": lambda error: errors.NotAllowed(laws.words_of(error)),
    "verification_findings_fit": lambda error: errors.BadInput(
        "criteria", "", "a finding for each criterion that was asked of this verifier, all met if it is approved"
    ),
}
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
        _seat(full, {pk: found[pk].family for pk in full}, at)
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
    notes: Mapping[str, str] | None = None,
    key: str | None = None,
) -> Claim:
    """What a verifier found: approve or reject, with a finding (met, not_met, cannot_say) for each criterion.

    criteria: by their codes, see `ledger.rules.criteria`; notes: what was seen, by the same codes. Whoever decides
    declares that they have no part in the claim, if they have not before. One rejection rejects the claim; as many
    approvals as it needs verify it and open the objection window.
    Raises NotAllowed (not assigned to them), WrongState, BadInput, Conflicted.
    """
    asked = (outcome, sorted(criteria.items()), reasons, sorted((notes or {}).items()))
    digest = canonical.digest("decide", str(claim.pk), *map(ascii, asked))
    if entries.replay(by, key, digest):
        return Claim.objects.get(pk=claim.pk)
    overlaps = queries.overlaps(claim).exists()
    checklists.check(criteria, family=claim.family, approve=outcome == APPROVE, overlaps=overlaps)
    decided = _decide([claim], by, outcome, criteria, reasons, at, notes=notes or {}, key=key, digest=digest)
    return decided[0]


def decide_many(
    *, by: Agent, claims: Sequence[Claim], outcome: str, criteria: Mapping[str, str], reasons: str, at: datetime
) -> list[Claim]:
    """The same finding for many claims of a family that are assigned to the verifier; all or none.

    `criteria` must hold for each of them, overlaps with other claims included. Raises what `decide` raises.
    """
    overlaps = checklists.OVERLAPS.code in criteria
    for family in {claim.family for claim in claims}:
        checklists.check(criteria, family=family, approve=outcome == APPROVE, overlaps=overlaps)
    return _decide(claims, by, outcome, criteria, reasons, at)


def declare(*, by: Agent, claim: Claim, at: datetime) -> Verification:
    """Say that one has no part in the claim, before one opens it. Raises NotAllowed, WrongState, Conflicted."""
    (locked,) = _lock([claim], "verify")
    (mine,) = _seats([locked], by)
    if why := verifiers.in_conflict(locked, by):
        raise errors.Conflicted(f"{by} {why}: decline it, and another is drawn.")
    if mine.declared_at is None:
        mine.declared_at = at
        mine.save(update_fields=["declared_at"])
        entries.record(kind="claim.declared", subject=locked, by=by, occurred_at=at)
    return mine


def save(*, by: Agent, claim: Claim, findings: Mapping[str, str], notes: Mapping[str, str], reasons: str) -> None:
    """Keep a half-done checklist, for the verifier alone. Raises NotAllowed, WrongState, BadInput."""
    (locked,) = _lock([claim], "verify")
    (mine,) = _seats([locked], by)
    known = {criterion.code for criterion in checklists.of(claim.family, overlaps=True)}
    mine.saved = {
        "findings": {code: found for code, found in findings.items() if code in known and found in checklists.FINDINGS},
        "notes": _notes({code: note for code, note in notes.items() if code in known}),
        "reasons": words.paragraphs("reasons", reasons),
    }
    mine.save(update_fields=["saved"])


def decline(*, by: Agent, claim: Claim, because: str, at: datetime) -> None:
    """Give an assignment back, for a conflict or for want of time, so that another is drawn.

    Nobody is drawn twice for a claim. Raises NotAllowed, WrongState, BadInput.
    """
    (locked,) = _lock([claim], "verify")
    (mine,) = _seats([locked], by)
    if because not in DECLINED:
        raise errors.BadInput("because", because, " or ".join(DECLINED))
    _release([mine], because, at)
    Claim.objects.filter(pk=locked.pk).update(waits_for="verifiers")
    entries.record(kind="claim.declined", subject=locked, by=by, body=_release_body(mine), occurred_at=at)
    assign_many(claims=[locked], at=at)


def ask_back(*, by: Agent, claim: Claim, question: str, until: datetime, at: datetime) -> Claim:
    """Ask the claimant for what is missing, by a time within bounds. Not answered by then, the claim is withdrawn."""
    (locked,) = _lock([claim], "ask_back")
    (mine,) = _seats([locked], by)
    least, most = rules.ANSWER_DAYS
    if not at + timedelta(days=least) <= until <= at + timedelta(days=most):
        raise errors.BadInput("until", f"{until:%Y-%m-%d}", f"a day {least} to {most} days from now")
    asked = Question.objects.create(
        verification=mine,
        question=words.reasons("question", question),
        asked_at=at,
        answer_by=until,
        salt=commitments.new_salt(),
    )
    mine.due_at = until + timedelta(days=rules.REVIEW_DAYS)
    mine.save(update_fields=["due_at"])
    locked.state, locked.answer_by = rules.after(locked.state, "ask_back"), until
    locked.save(update_fields=["state", "answer_by"])
    body = {"question": str(asked.pk), "commitment": committed.to(asked, "question", asked.question)}
    entries.record(kind="claim.asked_back", subject=locked, by=by, body=body, occurred_at=at)
    events.publish(events.ClaimsAskedBack([locked.pk], by.pk))
    return locked


def answer(*, by: Agent, claim: Claim, at: datetime, reply: str = "") -> Claim:
    """Answer what was asked back, in words or by evidence that was added. Raises WrongState, NotAllowed, BadInput."""
    (locked,) = _lock([claim], "answer")
    permissions.require(by, "claim.answer", locked.claimant)
    body = {}
    if asked := Question.objects.filter(verification__claim=locked, answered_at=None).first():
        asked.answer, asked.answered_at = words.paragraphs("answer", reply), at
        if not asked.answer and not locked.evidence.filter(added_at__gte=asked.asked_at).exists():
            raise errors.BadInput("answer", "", "an answer in words, or a file that was not there before")
        asked.save(update_fields=["answer", "answered_at"])
        body = {"question": str(asked.pk), "commitment": committed.to(asked, "answer", asked.answer)}
    locked.state, locked.answer_by = rules.after(locked.state, "answer"), None
    locked.save(update_fields=["state", "answer_by"])
    due_at = at + timedelta(days=rules.REVIEW_DAYS)
    locked.verifications.filter(decided_at=None, released_at=None).update(due_at=due_at)
    entries.record(kind="claim.answered", subject=locked, by=by, acting_for=locked.claimant, body=body, occurred_at=at)
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
    _release(released, Verification.Release.OVERDUE, at)
    Claim.objects.filter(pk__in=locked).update(waits_for="verifiers")
    entries.record_many(
        entries.Draft("claim.released", locked[v.claim_id], body=_release_body(v), occurred_at=at) for v in released
    )
    events.publish(events.SeatsReleased([v.pk for v in released]))
    assign_many(claims=list(locked.values()), at=at)
    return len(released)


def _release(seats: Sequence[Verification], because: str, at: datetime) -> None:
    for seat in seats:
        seat.released_because = because
    still_open = Verification.objects.filter(pk__in=[seat.pk for seat in seats], decided_at=None, released_at=None)
    still_open.update(released_at=at, released_because=because, saved={})


def _release_body(seat: Verification) -> dict[str, str]:
    return {"verifier": str(seat.verifier_id), "because": seat.released_because}


def _missing(found: Mapping[UUID, Claim]) -> dict[UUID, int]:
    seats = Verification.objects.filter(claim__in=found, released_at=None).values_list("claim_id", flat=True)
    taken = Counter(seats)
    return {pk: claim.verifiers_needed - taken[pk] for pk, claim in found.items()}


def _seat(drawn: Mapping[UUID, Sequence[UUID]], families: Mapping[UUID, str], at: datetime) -> None:
    due_at = at + timedelta(days=rules.REVIEW_DAYS)
    seats = (
        Verification(
            claim_id=claim_id,
            verifier_id=verifier_id,
            assigned_at=at,
            due_at=due_at,
            asked=list(checklists.codes(families[claim_id])),
            salt=commitments.new_salt(),
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
    notes: Mapping[str, str] | None = None,
    **request: Any,
) -> list[Claim]:
    if outcome not in Verification.Outcome.values:
        raise errors.BadInput("outcome", outcome, " or ".join(Verification.Outcome.values))
    why, seen = words.reasons("reasons", reasons), _notes(notes or {})
    locked = _lock(claims, "verify")
    seats = _seats(locked, by)
    with laws.in_words(REFUSALS):
        Verification.objects.filter(pk__in=[seat.pk for seat in seats]).update(
            decided_at=at, declared_at=Coalesce("declared_at", Value(at)), outcome=outcome, criteria=dict(criteria),
            notes=seen, reasons=why, saved={},
        )  # fmt: skip
    kinds = _settle(locked, outcome, at)
    found = {claim.pk: _body(seat, outcome, criteria, why, seen) for claim, seat in zip(locked, seats, strict=True)}
    entries.record_many(
        entries.Draft(kinds[claim.pk], claim, by, body=found[claim.pk], occurred_at=at, **request) for claim in locked
    )
    for kind, fact in DECIDED.items():
        if moved := [pk for pk, came_to in kinds.items() if came_to == kind]:
            events.publish(fact(moved, by.pk))
    return locked


def _notes(given: Mapping[str, str]) -> dict[str, str]:
    """What was seen, by criterion; nothing where there is nothing to say."""
    noted = {code: words.paragraphs(f"notes.{code}", note, LONGEST_NOTE) for code, note in given.items()}
    return {code: note for code, note in noted.items() if note}


def _settle(claims: Sequence[Claim], outcome: str, at: datetime) -> dict[UUID, str]:
    """Move the claims on by what was found; returns the kind of entry for each."""
    if outcome == REJECT:
        _move(claims, "reject")
        seats = Verification.objects.filter(claim__in=claims, decided_at=None, released_at=None)
        seats.update(released_at=at, released_because=Verification.Release.SETTLED, saved={})
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


def _body(
    seat: Verification, outcome: str, criteria: Mapping[str, str], reasons: str, notes: Mapping[str, str]
) -> dict[str, Any]:
    """The findings in clear; what was written in words only as commitments."""
    return {
        "verification": str(seat.pk),
        "outcome": outcome,
        "criteria": dict(criteria),
        "commitment": committed.to(seat, "reasons", reasons),
        "notes": committed.to(seat, "notes", canonical.canonical(dict(notes))),
    }
