"""Objections: raised by anybody with an account, and decided by somebody who has no part in the claim."""

from datetime import datetime

from commons.models import Agent
from ledger import errors, events, permissions
from ledger.actions import claims, committed, entries
from ledger.models import Claim, Objection
from ledger.queries import verifiers
from ledger.rules import canonical, commitments, words
from ledger.rules import claims as rules

UPHELD, DISMISSED = Objection.Outcome.UPHELD, Objection.Outcome.DISMISSED


def raise_(*, by: Agent, claim: Claim, reasons: str, at: datetime, key: str | None = None) -> Objection:
    """Object to a verified claim inside its window: it is suspended, and not issued, until somebody decides.

    Raises WrongState (not verified, or issued already), NotAllowed (own claim, or a second open objection), BadInput.
    """
    digest = canonical.digest("object", str(claim.pk), ascii(reasons))
    if done := entries.replay(by, key, digest):
        return Objection.objects.get(pk=done)
    permissions.require(by, "objection.raise")
    locked = claims.lock(claim)
    following = rules.after(locked.state, "suspend")
    if locked.window_until is None or at >= locked.window_until:
        raise errors.WrongState("claim", "past its objection window", "object", ("inside its window",))
    if by.pk in (locked.claimant_id, locked.filed_by_id):
        raise errors.NotAllowed("Nobody objects to a claim of their own: it can no longer be withdrawn.")
    if locked.objections.filter(by=by, decided_at=None).exists():
        raise errors.NotAllowed(f"An objection of {by} to claim {locked.reference} is open already.")
    locked.state = following
    locked.save(update_fields=["state"])
    objection = Objection.objects.create(
        id=entries.derived_id(by, key),
        claim=locked,
        by=by,
        reasons=words.reasons("reasons", reasons),
        raised_at=at,
        salt=commitments.new_salt(),
    )
    body = {"claim": str(locked.pk), "commitment": committed.to(objection, "reasons", objection.reasons)}
    entries.record(kind="objection.raised", subject=objection, by=by, body=body, occurred_at=at, key=key, digest=digest)
    events.publish(events.ObjectionsRaised([objection.pk], by.pk))
    return objection


def decide(*, by: Agent, objection: Objection, uphold: bool, answer: str, at: datetime) -> Objection:
    """Uphold an objection, which rejects the claim, or dismiss it; with the last one dismissed the claim goes on.

    Decided by a verifier accredited for the family or an operator, who has no part in the claim, did not verify it
    and did not object. Raises NotAllowed, Conflicted, WrongState, BadInput.
    """
    permissions.require(by, "objection.decide")
    claim = claims.lock(objection.claim)
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if locked.decided_at:
        raise errors.WrongState("objection", locked.outcome, "decide", ("open",))
    _check_judge(by, claim, locked, at)
    locked.outcome = UPHELD if uphold else DISMISSED
    locked.answer, locked.decided_by, locked.decided_at = words.reasons("answer", answer), by, at
    locked.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    _settle(claim, uphold)
    body = {
        "claim": str(claim.pk),
        "outcome": locked.outcome,
        "commitment": committed.to(locked, "answer", locked.answer),
    }
    entries.record(kind="objection.decided", subject=locked, by=by, body=body, occurred_at=at)
    events.publish(events.ObjectionsDecided([locked.pk], by.pk))
    return locked


def _settle(claim: Claim, uphold: bool) -> None:
    if uphold and claim.state == Claim.State.SUSPENDED:
        claim.state = rules.after(claim.state, "reject")
    elif not uphold and not claim.objections.filter(decided_at=None).exists() and claim.state == Claim.State.SUSPENDED:
        claim.state = rules.after(claim.state, "resume")
    claim.save(update_fields=["state"])


def _check_judge(by: Agent, claim: Claim, objection: Objection, at: datetime) -> None:
    if not permissions.may_judge(by, claim, at):
        raise errors.NotAllowed(
            f"Only a verifier accredited for {claim.family}, or an operator, decides on objections."
        )
    if why := verifiers.in_conflict(claim, by):
        raise errors.Conflicted(f"{by} {why}: another must decide.")
    if claim.objections.filter(by=by).exists() or objection.by_id == by.pk:
        raise errors.Conflicted(f"{by} objected to the claim: another must decide.")
    if claim.verifications.filter(verifier=by).exclude(outcome="").exists():
        raise errors.Conflicted(f"{by} verified the claim: another must decide.")
