"""How far a draft has come, and what stands in the way of filing it."""

import copy

from django.db.backends.postgresql.psycopg_any import DateRange

from ledger import errors
from ledger.models import Claim
from ledger.queries import claims
from ledger.rules import methodologies
from ledger.rules.methodology import Result

DONE, STARTED, TODO, BLOCKED = "done", "started", "todo", "blocked"


def steps(draft: Claim, files: int) -> dict[str, str]:
    """The state of each step: done, started, todo; the last look is blocked until nothing is missing."""
    found = {
        "effort": DONE,
        "asset": DONE if draft.asset_id and draft.place_id else TODO,
        "figures": _figures(draft),
        "evidence": _evidence(draft, files),
    }
    whole = found["asset"] == found["figures"] == DONE and draft.tier
    return found | {"check": TODO if whole else BLOCKED}


def worked(draft: Claim) -> Result | errors.Refusal:
    """What the inputs come to, or why that cannot be said yet."""
    try:
        return methodologies.get(draft.methodology, draft.version).compute(draft.inputs)
    except errors.Refusal as refusal:
        return refusal


def clash(draft: Claim) -> errors.DoubleCount | None:
    """What filing would be refused for: the live claim that counts the same. Without a period, in any period."""
    if draft.asset_id and draft.place_id:
        probe = copy.copy(draft)
        probe.period = draft.period or DateRange(None, None)
        for rule, (field, why, _) in claims.CLASHES.items():
            if (draft.period or field == "asset") and (other := claims.clashing(rule, [probe])):
                return errors.DoubleCount(field, other.pk, other.reference, why)
    if other := claims.with_same_evidence([draft]):
        return errors.DoubleCount("evidence", other.pk, other.reference, "the same file stands behind it already")
    return None


def _figures(draft: Claim) -> str:
    if draft.period and isinstance(worked(draft), Result):
        return DONE
    return STARTED if draft.period or any(draft.inputs.values()) else TODO


def _evidence(draft: Claim, files: int) -> str:
    if draft.tier == Claim.Tier.SELF_DECLARED or (draft.tier and files):
        return DONE
    return STARTED if draft.tier or files or draft.statement else TODO
