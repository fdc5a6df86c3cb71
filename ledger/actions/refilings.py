"""Filing again what was rejected or withdrawn, without being asked for everything once more."""

from datetime import datetime

from django.core.files.base import File

from commons.models import Agent
from ledger import errors, permissions
from ledger.actions import drafts, entries, evidence
from ledger.models import Claim
from ledger.rules import methodologies

ENDED = (Claim.State.REJECTED, Claim.State.WITHDRAWN)
KEPT = ("asset", "place", "period", "vintage", "statement", "tier", "programme", "declares_area")


def begin(*, by: Agent, claim: Claim, at: datetime, key: str | None = None) -> Claim:
    """A draft with all that an ended claim said, its files too, by the latest version of its method.

    The same key begins the same draft. Raises WrongState, NotAllowed.
    """
    permissions.require(by, "claim.draft", claim.claimant)
    if claim.state not in ENDED:
        raise errors.WrongState("claim", claim.state, "file again", ENDED)
    if key is not None and (begun := Claim.objects.filter(pk=entries.derived_id(by, key)).first()):
        return begun
    draft = drafts.begin(by=by, acting_for=claim.claimant, methodology=claim.methodology, key=key)
    known = methodologies.get(draft.methodology, draft.version).by_name
    draft.inputs = {name: given for name, given in claim.inputs.items() if name in known}
    for name in KEPT:
        setattr(draft, name, getattr(claim, name))
    draft.save()
    for file in claim.evidence.exclude(file=""):
        with file.file.open("rb") as kept:
            evidence.add(by=by, claim=draft, upload=File(kept, file.name), at=at)
    return draft
