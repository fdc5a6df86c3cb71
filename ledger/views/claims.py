"""The list of claims, and one claim with all that is behind it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commons.models import Agent
from ledger import errors, permissions
from ledger.actions import claims as actions
from ledger.forms.refusals import RefusableForm
from ledger.models import Batch, Claim, ExternalClaim
from ledger.queries import batches, registry_list, stories
from ledger.queries import claims as queries
from ledger.rules import claims as rules
from ledger.rules import commitments, methodologies
from ledger.rules.methodology import Result
from ledger.views.edges import attempt, reader, signed_in

OVERLAPS_SHOWN = 10
FUNDINGS_SHOWN = 50

NEXT = {
    "draft": "It is yours alone until you file it.",
    "submitted": "Verifiers are drawn from those accredited for this kind of effect. Nobody can choose theirs.",
    "in_review": "The verifiers look at it. Then it is verified, sent back with a question, or rejected with reasons.",
    "asked_back": "A verifier asked for more. If it is not answered in time, the claim is withdrawn.",
    "verified": "When the time for objections is over, its tokens are issued.",
    "suspended": "An objection is being decided. Until then nothing is issued.",
    "issued": "Funds pay for its tokens at the announced price, in the order in which claims were verified.",
    "partly_reversed": "Part of the effect was lost and those tokens are cancelled. Funds go on paying for the rest.",
    "reversed": "The effect was lost. Its tokens are cancelled, and it stays on the record.",
    "rejected": "It ends here. What it counted can be claimed by others.",
    "withdrawn": "It ends here. What it counted can be claimed by others.",
}
NEXT_WAITING = {
    "peer": "A fellow member of the claimant's collective must first confirm that they know of it.",
    "verifiers": "Too few accredited verifiers without a part in it are there. It waits until there are enough.",
}
NEXT_SELF_DECLARED = "It is self-declared: shown to everybody, and never issued as tokens."


def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim: its figures as far as this reader may see them, and what was recorded of it."""
    now, who = timezone.now(), reader(request)
    found = visible(who, reference)
    inside = permissions.may_inspect(who, found, now)
    context = {
        "claim": found,
        "inside": inside,
        "section": "claims",
        "place": found.place if inside else registry_list.shown_place(found, registry_list.shown_places([found])),
        "next": _next(found),
        "entries": stories.of_claim(found),
        "method": methodologies.VERSIONS.get((found.methodology, found.version)),
        "acts": _acts(who, found, now),
        **_worked(found, open_to=inside or found.claimant.kind == Agent.Kind.COLLECTIVE),
        **_checked(found, now),
        **_tokens(found),
    }
    return render(request, "ledger/claim.html", context)


@signed_in
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back one's own claim."""
    return _act(request, reference, actions.withdraw)


@signed_in
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Say, as a fellow member, that one knows of it."""
    return _act(request, reference, actions.confirm)


def visible(who: Agent | None, reference: str) -> Claim:
    """The claim, unless it is a draft of somebody else's: then there is none."""
    related = ("claimant", "filed_by", "confirmed_by", "place", "asset", "programme")
    found = get_object_or_404(Claim.objects.select_related(*related), reference=reference)
    if found.filed_at is None and not (who and permissions.may(who, "claim.draft", found.claimant)):
        raise Http404
    return found


def _act(request: HttpRequest, reference: str, action: Any) -> HttpResponse:
    found = visible(reader(request), reference)
    form = RefusableForm(request.POST)
    form.is_valid()
    if attempt(form, action, by=request.user.agent, claim=found, at=timezone.now()) is None:
        return render(request, "ledger/refused.html", {"form": form, "claim": found}, status=409)
    return redirect("claim", reference)


def _next(found: Claim) -> str:
    if found.state == Claim.State.SUBMITTED and found.tier == Claim.Tier.SELF_DECLARED:
        return NEXT_SELF_DECLARED
    return NEXT_WAITING.get(found.waits_for) or NEXT[found.state]


def _worked(found: Claim, *, open_to: bool) -> dict[str, Any]:
    """The equation worked through, with the figures only for those who may see them."""
    try:
        result: Result = methodologies.get(found.methodology, found.version).compute(found.inputs)
    except errors.Refusal:
        return {"result": None, "figures_shown": False}
    return {"result": result, "figures_shown": open_to}


def _checked(found: Claim, now: datetime) -> dict[str, Any]:
    """The check against double counting, what verifiers found, what was objected, and the files by their commitment."""
    salt = bytes(found.salt) if found.salt else b""
    files = [
        (evidence, commitments.commit(f"evidence\n{bytes(evidence.sha256).hex()}", salt))
        for evidence in found.evidence.all()
        if salt and evidence.sha256
    ]
    return {
        "files": files,
        "live": found.state in rules.LIVE,
        "overlaps": list(queries.overlaps(found).only("reference", "state", "place_id")[:OVERLAPS_SHOWN]),
        "verifications": list(found.verifications.select_related("verifier")),
        "objections": list(found.objections.select_related("by", "decided_by")),
        "window_open": bool(found.window_until and now < found.window_until),
        "external": ExternalClaim.objects.filter(claim=found).select_related("issuance__project").first(),
    }


def _tokens(found: Claim) -> dict[str, Any]:
    batch = Batch.objects.filter(claim=found).first()
    if batch is None:
        return {"batch": None}
    states, at = [], 0
    for state, grams in batches.tokens(batch).items():
        share = 100 * grams / batch.quantity_g
        states.append({"state": state, "grams": grams, "start": f"{at:.3f}", "width": f"{share:.3f}"})
        at += share
    related = ("receipt__fund__agent", "receipt__funder", "price")
    return {
        "batch": batch,
        "tokens": states,
        "fundings": list(batch.fundings.select_related(*related).order_by("-id")[:FUNDINGS_SHOWN]),
        "retirements": list(batch.retirements.all()[:FUNDINGS_SHOWN]),
        "reversals": list(batch.reversals.all()),
    }


def _acts(who: Agent | None, found: Claim, now: datetime) -> dict[str, bool]:
    """What this reader is offered to do; the actions decide again whether they may."""
    if who is None:
        return {}
    own = permissions.may(who, "claim.withdraw", found.claimant)
    seat = found.verifications.filter(verifier=who, decided_at=None, released_at=None).exists()
    suspended = found.state in (Claim.State.VERIFIED, Claim.State.SUSPENDED)
    return {
        "judge": found.state == Claim.State.SUSPENDED and not own and permissions.may_judge(who, found, now),
        "continue": own and found.state == Claim.State.DRAFT,
        "withdraw": own and ("withdraw" in _verbs(found)),
        "answer": own and found.state == Claim.State.ASKED_BACK,
        "confirm": not own and found.waits_for == "peer" and permissions.may_inspect(who, found, now),
        "decide": seat and found.state == Claim.State.IN_REVIEW,
        "object": suspended and not own and bool(found.window_until and now < found.window_until),
    }


def _verbs(found: Claim) -> set[str]:
    return {verb for state, verb in rules.TRANSITIONS if state == found.state}
