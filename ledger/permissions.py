"""Who may do what: one table. Conflicts of interest are no matter of permission: the database refuses those."""

from datetime import datetime

from commons.models import Agent, Membership
from commons.queries import agents
from ledger import errors
from ledger.models import Claim
from ledger.queries import verifiers

ANYBODY = "anybody with an account"
OWN = "oneself, or any member for their collective"
STEWARDS = "oneself, or a steward for their collective"
TREASURERS = "a treasurer of the fund, or an operator"
OPERATORS = "an operator"

TABLE = {
    "asset.register": OWN,
    "claim.draft": OWN,
    "claim.submit": OWN,
    "claim.withdraw": OWN,
    "claim.answer": OWN,
    "claim.confirm": ANYBODY,
    "evidence.add": OWN,
    "evidence.remove": OWN,
    "verification.decide": ANYBODY,
    "objection.raise": ANYBODY,
    "objection.decide": ANYBODY,
    "agent.erase": STEWARDS,
    "batch.retire": STEWARDS,
    "pledge.make": STEWARDS,
    "pledge.cancel": STEWARDS,
    "payout.direct": STEWARDS,
    "payout.settle": TREASURERS,
    "receipt.book": TREASURERS,
    "fund.manage": TREASURERS,
    "reversal.make": OPERATORS,
    "text.withhold": OPERATORS,
    "text.restore": OPERATORS,
    "fund.found": OPERATORS,
}


def require(by: Agent, verb: str, acting_for: Agent | None = None) -> None:
    """Raises NotAllowed unless `by` may do that, for themselves or for `acting_for`."""
    if not may(by, verb, acting_for):
        whom = "themselves" if acting_for in (None, by) else acting_for
        raise errors.NotAllowed(f"{by} may not {_words(verb)} for {whom}: only {TABLE[verb]} may.")


def may(by: Agent, verb: str, acting_for: Agent | None = None) -> bool:
    """Whether `by` may do that. KeyError on a verb that is not in the table."""
    who = TABLE[verb]
    if by.erased_at or by.kind != Agent.Kind.PERSON:
        return False
    if who in (OPERATORS, TREASURERS) and is_operator(by):
        return True
    if who == OPERATORS:
        return False
    if who == TREASURERS:
        return acting_for is not None and agents.role(by, acting_for) == Membership.Role.TREASURER
    if acting_for is None or acting_for == by or who == ANYBODY:
        return True
    role = agents.role(by, acting_for)
    return role == Membership.Role.STEWARD if who == STEWARDS else role is not None


def is_operator(by: Agent) -> bool:
    """Whether their login may enter the admin."""
    user = getattr(by, "user", None)
    return bool(user and user.is_active and user.is_staff)


def _words(verb: str) -> str:
    noun, act = verb.split(".")
    return f"{act} a {noun}"


def may_inspect(by: Agent | None, claim: Claim, at: datetime) -> bool:
    """Whether they may see what of a claim the public may not: inputs, files, names, exact place and period.

    Its claimants, those who judge or confirm it, and operators.
    """
    if by is None or by.erased_at:
        return False
    if by.pk in (claim.claimant_id, claim.filed_by_id, claim.confirmed_by_id) or is_operator(by):
        return True
    if may(by, "claim.draft", claim.claimant) or claim.verifications.filter(verifier=by, released_at=None).exists():
        return True
    if claim.state == Claim.State.SUSPENDED:
        return may_judge(by, claim, at)
    return claim.waits_for == "peer" and agents.are_fellows(by, [claim.claimant])


def may_judge(by: Agent, claim: Claim, at: datetime) -> bool:
    """Whether they may decide on objections to the claim, if they have no part in it: a verifier, or an operator."""
    return is_operator(by) or verifiers.accredited(claim.family, at).filter(pk=by.pk).exists()
