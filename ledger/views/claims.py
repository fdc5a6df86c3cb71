"""One claim with all that is behind it, and what is done from its page."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.models import Agent
from commons.views.edges import signed_in
from config.plumbing.charts import drawing, shares
from ledger import errors, permissions
from ledger.actions import claims as actions
from ledger.forms.refusals import RefusableForm
from ledger.models import Batch, Claim, ExternalClaim, Verification
from ledger.queries import batches, registry_list, stories
from ledger.queries import claims as queries
from ledger.rules import claims as rules
from ledger.rules import commitments, criteria, methodologies
from ledger.rules.methodology import Result
from ledger.views import prospects
from ledger.views.edges import attempt, reader

OVERLAPS_SHOWN = 10
FUNDINGS_SHOWN = 50
GRAMS_A_KG = 1_000
COUNTED, UNSURE = "counted", "unsure"


def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """One claim: its figures as far as this reader may see them, and what was recorded of it."""
    now, who = timezone.now(), reader(request)
    found = visible(who, reference)
    if found.filed_at is None:
        return redirect("file_draft", reference)
    inside = permissions.may_inspect(who, found, now)
    tokens = _tokens(found)
    context = {
        "claim": found,
        "inside": inside,
        "named": inside or found.claimant.kind == Agent.Kind.COLLECTIVE,
        "section": "claims",
        "place": found.place if inside else registry_list.shown_place(found, registry_list.shown_places([found])),
        "next": prospects.of(found, tokens["batch"], tokens["grams"]),
        "entries": stories.of_claim(found),
        "method": methodologies.VERSIONS.get((found.methodology, found.version)),
        "acts": _acts(who, found, now),
        "address": request.build_absolute_uri(reverse("claim", args=[found.reference])),
        **_worked(found, open_to=inside or found.claimant.kind == Agent.Kind.COLLECTIVE),
        **_checked(found, now),
        **tokens,
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


def _worked(found: Claim, *, open_to: bool) -> dict[str, Any]:
    """The equation worked through, with the figures only for those who may see them."""
    try:
        result: Result = methodologies.get(found.methodology, found.version).compute(found.inputs)
    except errors.Refusal:
        return {"result": None, "figures_shown": False}
    return {"result": result, "figures_shown": open_to, "range": _range(found, result) if open_to else None}


def _range(found: Claim, result: Result) -> dict[str, Any] | None:
    """What is counted and, where something was deducted for not being sure, the estimate before that, in grams."""
    deducted = int(result.deduction_kg * GRAMS_A_KG)
    if deducted <= 0 or not found.quantity_g:
        return None
    before = found.quantity_g + deducted
    parts = shares.stacked([(COUNTED, found.quantity_g), (UNSURE, deducted)])
    return {"low": found.quantity_g, "high": before, "svg": drawing.draw("shares", shares=parts)}


def _checked(found: Claim, now: datetime) -> dict[str, Any]:
    """The check against double counting, what verifiers found, what was objected, and the files by their commitment."""
    salt = bytes(found.salt) if found.salt else b""
    files = [
        (evidence, commitments.commit(f"evidence\n{bytes(evidence.sha256).hex()}", salt))
        for evidence in found.evidence.all()
        if salt and evidence.sha256
    ]
    overlaps = list(queries.overlaps(found).only("reference", "state", "place_id")[: OVERLAPS_SHOWN + 1])
    return {
        "files": files,
        "live": found.state in rules.LIVE,
        "compared": _compared(found, len(files)),
        "overlaps": overlaps[:OVERLAPS_SHOWN],
        "more_overlaps": len(overlaps) > OVERLAPS_SHOWN,
        "verifications": [(seat, _findings(found, seat)) for seat in _seats(found)],
        "objections": list(found.objections.select_related("by", "decided_by")),
        "window_open": bool(found.window_until and now < found.window_until),
        "external": ExternalClaim.objects.filter(claim=found).select_related("issuance__project").first(),
    }


def _compared(found: Claim, files: int) -> list[tuple[str, str]]:
    """What the database holds against every other live claim, and with what: the laws of `ledger/sql/claims.sql`."""
    asset = found.asset
    among = _("all live claims of this kind of effect in the same time")
    rows = [(_("The asset, by the fingerprint of its number"), among)] if asset and asset.fingerprint else []
    rows += [(_("Its serial numbers, each of them"), among)] if asset and asset.serials else []
    rows += [(_("Its plot of land, by its corners"), among)] if asset and asset.interior else []
    areas = _("The whole area that it is for"), _("Areas around it that are claimed as a whole")
    rows.append((areas[0] if found.declares_area else areas[1], among))
    if files:
        each = ngettext("Its file, byte by byte", "Its %(files)s files, byte by byte", files) % {"files": files}
        rows.append((each, _("all live claims of any kind and time")))
    return rows


def _seats(found: Claim) -> QuerySet[Verification]:
    return found.verifications.select_related("verifier").prefetch_related("questions")


def _findings(found: Claim, seat: Verification) -> list[dict[str, str]]:
    """Each criterion in words, with what the verifier found and noted about it."""
    asks = {criterion.code: criterion.asks for criterion in criteria.of(found.family, overlaps=True)}
    return [
        {"asks": _(asks[code]) if code in asks else code, "finding": finding, "note": seat.notes.get(code, "")}
        for code, finding in seat.criteria.items()
    ]


def _tokens(found: Claim) -> dict[str, Any]:
    batch = Batch.objects.filter(claim=found).first()
    if batch is None:
        return {"batch": None, "grams": {}}
    grams = batches.tokens(batch)
    related = ("receipt__fund__agent", "receipt__funder", "price")
    return {
        "batch": batch,
        "grams": grams,
        "tokens": drawing.draw("shares", shares=shares.stacked(list(grams.items()))),
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
        "again": own and found.state in (Claim.State.REJECTED, Claim.State.WITHDRAWN),
        "withdraw": own and ("withdraw" in _verbs(found)),
        "answer": own and found.state == Claim.State.ASKED_BACK,
        "confirm": not own and found.waits_for == "peer" and permissions.may_inspect(who, found, now),
        "decide": seat and found.state == Claim.State.IN_REVIEW,
        "object": suspended and not own and bool(found.window_until and now < found.window_until),
    }


def _verbs(found: Claim) -> set[str]:
    return {verb for state, verb in rules.TRANSITIONS if state == found.state}
