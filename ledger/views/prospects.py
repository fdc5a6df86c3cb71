"""What happens next to a claim, in words that are true of the state in which it and its tokens are."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ledger.models import Batch, Claim
from ledger.models.batches import FUNDED, HELD, RETIRED
from ledger.templatetags.amounts import mass


def of(claim: Claim, batch: Batch | None, tokens: Mapping[str, int]) -> str:
    """One or two sentences. tokens: grams of the batch in each state."""
    state = Claim.State(claim.state)
    if state == Claim.State.SUBMITTED:
        return _of_submitted(claim)
    if state in (Claim.State.ISSUED, Claim.State.PARTLY_REVERSED) and batch is not None:
        lost = _("Part of the effect was lost, and those tokens are cancelled.") + " "
        return (lost if state == Claim.State.PARTLY_REVERSED else "") + _of_tokens(batch, tokens)
    return {
        Claim.State.DRAFT: _("It is yours alone until you file it."),
        Claim.State.IN_REVIEW: _of_review(claim),
        Claim.State.ASKED_BACK: _("A verifier asked for more. If it is not answered in time, the claim is withdrawn."),
        Claim.State.VERIFIED: _("When the time for objections is over, its tokens are issued."),
        Claim.State.SUSPENDED: _("An objection is being decided. Until then nothing is issued."),
        Claim.State.REVERSED: _("The effect was lost. Its tokens are cancelled, and it stays on the record."),
    }.get(state, _("It ends here. What it counted can be claimed by others."))


def _of_submitted(claim: Claim) -> str:
    if claim.tier == Claim.Tier.SELF_DECLARED:
        return _("It is self-declared: shown to everybody, and never issued as tokens.")
    if claim.waits_for == "peer":
        return _("A fellow member of the claimant's collective must first confirm that they know of it.")
    if claim.waits_for == "verifiers":
        return _("Too few accredited verifiers without a part in it are there. It waits until there are enough.")
    return _("Verifiers are drawn from those accredited for this kind of effect. Nobody can choose theirs.")


def _of_review(claim: Claim) -> str:
    if claim.waits_for == "verifiers":
        return _("One verifier is missing: too few without a part in it are there. It waits until there are enough.")
    return _("The verifiers look at it. Then it is verified, sent back with a question, or rejected with reasons.")


def _of_tokens(batch: Batch, tokens: Mapping[str, int]) -> str:
    """What can still become of the tokens: paid for, retired, or nothing more."""
    held, funded, retired = tokens[HELD], tokens[FUNDED], tokens[RETIRED]
    if batch.open and held and (funded or retired):
        return _(
            "%(held)s are open to fund: funds pay for them at the announced price, in the order in which claims were "
            "verified. The rest is paid for or used."
        ) % {"held": mass(held)}
    if batch.open and held:
        return _("Funds pay for its tokens at the announced price, in the order in which claims were verified.")
    if funded:
        return _(
            "It is paid for: funds have bought all that was for sale. Whoever holds the %(funded)s that are funded can "
            "retire them; they are not sold on."
        ) % {"funded": mass(funded)}
    if retired:
        return _("Nothing more: all that was for sale is paid for or used, and retired for good.")
    return _("Nothing more: none of its tokens can be paid for or retired any more.")
