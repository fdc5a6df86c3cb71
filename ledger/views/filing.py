"""Filing a claim: method, asset and place, figures, evidence, a last look, and then what happens next."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commons.models import Agent
from commons.queries import agents
from ledger import errors
from ledger.actions import assets, claims, drafts, evidence, verifications
from ledger.actions.drafts import Filing
from ledger.forms.filing import AssetForm, EvidenceForm, FiguresForm, MethodForm, SubmitForm, filed_by_form, initial
from ledger.forms.refusals import words
from ledger.models import Asset, Claim, Evidence
from ledger.rules import methodologies
from ledger.rules.methodology import Methodology
from ledger.views.claims import visible
from ledger.views.edges import attempt, signed_in

STEPS = ("Method", "Asset and place", "Figures", "Evidence", "Check and file")


@signed_in
def method(request: HttpRequest) -> HttpResponse:
    """Step 1. What was chosen goes on in the address, so that nothing is kept of somebody who only looks."""
    who = agents.may_act_for(request.user.agent)
    form = MethodForm(request.GET or None, who=who)
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('file_asset')}?{urlencode(form.cleaned_data)}")
    return _page(request, "method", 1, {"form": form, "who": who, "about": filed_by_form()})


@signed_in
def asset(request: HttpRequest) -> HttpResponse:
    """Step 2. One of the assets that are there, or another."""
    acting_for, chosen = _chosen(request)
    form = AssetForm(request.POST or None, methodology=chosen)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, assets.register, by=request.user.agent, acting_for=acting_for, **form.asked)
        if made:
            return redirect(_figures_address(chosen, acting_for, made))
    own = acting_for.assets.select_related("place").filter(kind__in=chosen.asset_kinds or Asset.Kind.values)
    known = [(one, _figures_address(chosen, acting_for, one)) for one in own[:50]]
    return _page(request, "asset", 2, {"form": form, "method": chosen, "known": known, "acting_for": acting_for})


@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Step 3. From here on it is kept as a draft."""
    acting_for, chosen = _chosen(request)
    made_by = get_object_or_404(_own_assets(request.user.agent, acting_for), pk=_uuid(request.GET.get("asset")))
    form = FiguresForm(request.POST or None, methodology=chosen, today=timezone.now().date())
    if request.method == "POST" and form.is_valid():
        filing = _filing(acting_for, made_by, chosen, form)
        key = form.cleaned_data["key"]
        if draft := attempt(form, drafts.draft, by=request.user.agent, filing=filing, key=key):
            return _go_on(request, _reference(draft))
    return _page(request, "figures", 3, {"form": form, "method": chosen, "asset": made_by})


@signed_in
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 3 again, for a draft."""
    draft = _draft(request, reference)
    chosen = methodologies.get(draft.methodology, draft.version)
    form = FiguresForm(request.POST or None, methodology=chosen, today=timezone.now().date(), initial=initial(draft))
    if request.method == "POST" and form.is_valid():
        filing = _filing(draft.claimant, draft.asset, chosen, form)
        if attempt(form, drafts.revise, by=request.user.agent, claim=draft, filing=filing):
            return _go_on(request, reference)
    return _page(request, "figures", 3, {"form": form, "method": chosen, "asset": draft.asset, "claim": draft})


@signed_in
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 4, and the way to answer a verifier's question."""
    claim = _draft(request, reference, also=(Claim.State.ASKED_BACK,))
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        if attempt(form, evidence.add, by=request.user.agent, claim=claim, upload=upload, at=timezone.now()):
            return redirect("file_evidence", reference)
    context = {"form": form, "claim": claim, "files": claim.evidence.all()}
    return _page(request, "evidence", 4, context)


@signed_in
@require_POST
def remove_file(request: HttpRequest, reference: str, id: UUID) -> HttpResponse:
    """Take a file back from a draft."""
    claim = _draft(request, reference)
    form = EvidenceForm()
    form.cleaned_data = {}
    found = get_object_or_404(Evidence.objects.select_related("claim"), pk=id, claim=claim)
    attempt(form, evidence.remove, by=request.user.agent, evidence=found, at=timezone.now())
    return redirect("file_evidence", reference)


@signed_in
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 5. Everything once more, worked through; and then it is filed."""
    draft = _draft(request, reference)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        if attempt(form, claims.submit, by=request.user.agent, claim=draft, at=now, key=key):
            return redirect("filed", reference)
    chosen = methodologies.get(draft.methodology, draft.version)
    context = {"form": form, "claim": draft, "method": chosen, "files": draft.evidence.all(), **_worked(draft, chosen)}
    return _page(request, "check", 5, context)


@signed_in
def filed(request: HttpRequest, reference: str) -> HttpResponse:
    """That it is filed, its reference, and what happens next."""
    claim = visible(request.user.agent, reference)
    if claim.filed_at is None or not _is_own(request, claim):
        raise Http404
    return render(request, "ledger/filing/filed.html", {"claim": claim, "section": "claims"})


@signed_in
@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a claim that was asked back to its verifier again."""
    claim = _draft(request, reference, also=(Claim.State.ASKED_BACK,))
    form = EvidenceForm()
    form.cleaned_data = {}
    attempt(form, verifications.answer, by=request.user.agent, claim=claim, at=timezone.now())
    return redirect("claim", reference)


def _page(request: HttpRequest, name: str, step: int, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    context |= {"steps": STEPS, "step": step, "section": "claims", "has_errors": bool(form.errors)}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, f"ledger/filing/{name}.html", context, status=status)


def _chosen(request: HttpRequest) -> tuple[Agent, Methodology]:
    """Who claims and by which method, from the address."""
    who = {str(agent.pk): agent for agent in agents.may_act_for(request.user.agent)}
    acting_for = who.get(request.GET.get("acting_for", ""))
    try:
        chosen = methodologies.get(request.GET.get("methodology", ""))
    except errors.UnknownMethodology as refusal:
        raise Http404 from refusal
    if acting_for is None:
        raise Http404
    return acting_for, chosen


def _own_assets(by: Agent, acting_for: Agent) -> Any:
    return Asset.objects.select_related("place", "owner").filter(owner__in=[by, acting_for])


def _figures_address(chosen: Methodology, acting_for: Agent, made: Asset) -> str:
    asked = {"methodology": chosen.code, "acting_for": acting_for.pk, "asset": made.pk}
    return f"{reverse('file_figures')}?{urlencode(asked)}"


def _filing(acting_for: Agent, made_by: Asset, chosen: Methodology, form: FiguresForm) -> Filing:
    given = form.cleaned_data
    return Filing(
        acting_for=acting_for,
        asset=made_by,
        methodology=chosen.code,
        version=chosen.version,
        first_day=given["first_day"],
        last_day=given["last_day"],
        inputs=form.inputs,
        tier=given["tier"],
        statement=given["statement"],
    )


def _reference(draft: Claim) -> str:
    """The database gives it, so it is read."""
    return Claim.objects.values_list("reference", flat=True).get(pk=draft.pk)


def _go_on(request: HttpRequest, reference: str) -> HttpResponse:
    return redirect("mine") if "later" in request.POST else redirect("file_evidence", reference)


def _draft(request: HttpRequest, reference: str, also: tuple[str, ...] = ()) -> Claim:
    """The claim while it is theirs to change; otherwise it has a page to look at, or none."""
    claim = visible(request.user.agent, reference)
    if not _is_own(request, claim) or claim.state not in (Claim.State.DRAFT, *also):
        raise Http404
    return claim


def _is_own(request: HttpRequest, claim: Claim) -> bool:
    return claim.claimant in agents.may_act_for(request.user.agent)


def _worked(draft: Claim, chosen: Methodology) -> dict[str, Any]:
    """What it would come to, or what is still missing."""
    try:
        return {"result": chosen.compute(draft.inputs), "missing": ""}
    except errors.Refusal as refusal:
        return {"result": None, "missing": words(refusal), "missing_field": getattr(refusal, "field", "")}


def _uuid(given: str | None) -> UUID:
    try:
        return UUID(given or "")
    except ValueError as error:
        raise Http404 from error
