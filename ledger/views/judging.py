"""Verifiers at work, and objections."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ledger import errors, permissions
from ledger.actions import objections, verifications
from ledger.forms.judging import AnswerForm, ObjectionForm, QuestionForm, VerificationForm
from ledger.models import Claim, Objection
from ledger.queries import claims as queries
from ledger.rules import methodologies
from ledger.rules.methodology import Result
from ledger.views.claims import visible
from ledger.views.edges import attempt, signed_in

OVERLAPS_SHOWN = 10


@signed_in
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """What a verifier found, with all that it rests on beside it."""
    claim = _assigned(request, reference)
    overlaps = list(queries.overlaps(claim)[:OVERLAPS_SHOWN])
    form = VerificationForm(request.POST or None, overlaps=bool(overlaps))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {"outcome": given["outcome"], "criteria": form.criteria, "reasons": given["reasons"]}
        asked |= {"key": given["key"], "at": timezone.now()}
        if attempt(form, verifications.decide, by=request.user.agent, claim=claim, **asked):
            return redirect("claim", reference)
    context = {"form": form, "claim": claim, "overlaps": overlaps, "result": _worked(claim), "inside": True}
    return _page(request, "decide", context)


@signed_in
def ask_back(request: HttpRequest, reference: str) -> HttpResponse:
    """A question to the claimant."""
    claim = _assigned(request, reference)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = datetime.combine(form.cleaned_data["until"], time(23, 59), UTC)
        asked = {"question": form.cleaned_data["question"], "until": until, "at": timezone.now()}
        if attempt(form, verifications.ask_back, by=request.user.agent, claim=claim, **asked):
            return redirect("claim", reference)
    return _page(request, "ask_back", {"form": form, "claim": claim})


@signed_in
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Reasons against a verified claim, by anybody with an account."""
    claim = visible(request.user.agent, reference)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"reasons": form.cleaned_data["reasons"], "key": form.cleaned_data["key"], "at": timezone.now()}
        if attempt(form, objections.raise_, by=request.user.agent, claim=claim, **asked):
            return redirect("claim", reference)
    return _page(request, "object", {"form": form, "claim": claim})


@signed_in
def decide_objection(request: HttpRequest, id: UUID) -> HttpResponse:
    """The decision on an objection, by somebody without a part in the claim."""
    found = get_object_or_404(Objection.objects.select_related("claim__claimant", "by"), pk=id)
    who, now = request.user.agent, timezone.now()
    if not permissions.may_judge(who, found.claim, now):
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"uphold": form.cleaned_data["uphold"], "answer": form.cleaned_data["answer"], "at": now}
        if attempt(form, objections.decide, by=who, objection=found, **asked):
            return redirect("claim", found.claim.reference)
    return _page(request, "decide_objection", {"form": form, "claim": found.claim, "objection": found, "inside": True})


def _assigned(request: HttpRequest, reference: str) -> Claim:
    """The claim, for a verifier who was drawn for it and has not decided; there is none for others."""
    claim = visible(request.user.agent, reference)
    mine = claim.verifications.filter(verifier=request.user.agent, decided_at=None, released_at=None)
    if claim.state != Claim.State.IN_REVIEW or not mine.exists():
        raise Http404
    return claim


def _worked(claim: Claim) -> Result | None:
    try:
        return methodologies.get(claim.methodology, claim.version).compute(claim.inputs)
    except errors.Refusal:
        return None


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    form = context["form"]
    context |= {"section": "claims", "has_errors": bool(form.errors)}
    return render(request, f"ledger/judging/{name}.html", context, status=400 if form.errors else 200)
