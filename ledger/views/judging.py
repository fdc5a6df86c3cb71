"""Verifiers at work, and objections."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.views.edges import signed_in
from ledger import errors, permissions
from ledger.actions import objections, verifications
from ledger.forms.judging import AnswerForm, DeclineForm, ObjectionForm, QuestionForm, VerificationForm, initial
from ledger.forms.refusals import RefusableForm
from ledger.models import Claim, Objection, Question, Verification
from ledger.queries import claims as queries
from ledger.queries import verifiers
from ledger.rules import claims as rules
from ledger.rules import criteria, methodologies
from ledger.rules.methodology import Result
from ledger.views.claims import visible
from ledger.views.edges import attempt
from ledger.views.evidence import PICTURES

OVERLAPS_SHOWN = 10
QUEUE_SHOWN = 100
DECIDED_SHOWN = 10


@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """What the verifier has to decide, the most urgent first, and what they decided last."""
    who, now = request.user.agent, timezone.now()
    seats = list(verifiers.assigned_to(who)[:QUEUE_SHOWN])
    decided = Verification.objects.filter(verifier=who).exclude(outcome="").select_related("claim")
    context = {
        "waiting": [seat for seat in seats if seat.claim.state == Claim.State.IN_REVIEW],
        "asked_back": [seat for seat in seats if seat.claim.state == Claim.State.ASKED_BACK],
        "decided": decided.order_by("-decided_at")[:DECIDED_SHOWN],
        "families": verifiers.families_of(who, now),
        "now": now,
        "review_days": rules.REVIEW_DAYS,
        "section": "mine",
    }
    return render(request, "ledger/judging/queue.html", context)


@signed_in
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The checklist, with all that it rests on beside it; before that, whether one has a part in the claim."""
    seat = _seat(request, reference)
    if seat.declared_at is None:
        return redirect("declare", reference)
    claim = seat.claim
    overlaps = list(queries.overlaps(claim)[:OVERLAPS_SHOWN])
    form = _checklist(request, seat, bool(overlaps))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = {"outcome": given["outcome"], "criteria": form.criteria, "notes": form.notes}
        asked |= {"reasons": given["reasons"], "key": given["key"], "at": timezone.now()}
        if decided := attempt(form, verifications.decide, by=request.user.agent, claim=claim, **asked):
            messages.success(request, _came_of_it(decided))
            return redirect("queue")
    return _page(request, "decide", {"form": form, "seat": seat, "overlaps": overlaps, **_shown(claim)})


@signed_in
def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether one has a part in the claim; only then are its figures and files opened."""
    seat = _seat(request, reference)
    form = RefusableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declared = attempt(form, verifications.declare, by=request.user.agent, claim=seat.claim, at=timezone.now())
        if declared:
            return redirect("verify", reference)
    return _page(request, "declare", {"form": form, "claim": seat.claim, "seat": seat})


@signed_in
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the assignment back, so that another is drawn."""
    seat = _seat(request, reference)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"because": form.cleaned_data["because"], "at": timezone.now()}
        attempt(form, verifications.decline, by=request.user.agent, claim=seat.claim, **asked)
        if not form.errors:
            messages.success(
                request, _("You gave %(claim)s back. Another verifier is drawn for it.") % {"claim": reference}
            )
            return redirect("queue")
    return _page(request, "decline", {"form": form, "claim": seat.claim, "seat": seat})


@signed_in
@require_POST
def save(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the checklist as it stands; asked for as one writes, or by its button."""
    seat = _seat(request, reference)
    form = _checklist(request, seat, overlaps=True)
    told = RefusableForm(request.POST)
    told.is_valid()
    attempt(told, verifications.save, by=request.user.agent, claim=seat.claim, **form.half_done)
    refused = "; ".join(told.non_field_errors())
    said = refused or _("Saved at %(time)s.") % {"time": time_format(timezone.localtime(), "H:i:s")}
    if request.htmx:
        return render(request, "ledger/judging/_saved.html", {"said": said, "refused": bool(refused)})
    (messages.error if refused else messages.success)(request, said)
    return redirect("verify", reference)


@signed_in
def ask_back(request: HttpRequest, reference: str) -> HttpResponse:
    """A question to the claimant."""
    claim = _seat(request, reference).claim
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = datetime.combine(form.cleaned_data["until"], time(23, 59), UTC)
        asked = {"question": form.cleaned_data["question"], "until": until, "at": timezone.now()}
        if attempt(form, verifications.ask_back, by=request.user.agent, claim=claim, **asked):
            said = _("You asked about %(claim)s. It comes back to you with the answer, at the latest on %(day)s.")
            messages.success(request, said % {"claim": reference, "day": date_format(until)})
            return redirect("queue")
    return _page(request, "ask_back", {"form": form, "claim": claim})


@signed_in
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Reasons against a verified claim, by anybody with an account."""
    claim = visible(request.user.agent, reference)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"reasons": form.cleaned_data["reasons"], "key": form.cleaned_data["key"], "at": timezone.now()}
        if attempt(form, objections.raise_, by=request.user.agent, claim=claim, **asked):
            messages.success(request, _("Your objection is raised: nothing is issued until somebody decides on it."))
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
    seats = found.claim.verifications.exclude(outcome="").select_related("verifier")
    context = {"form": form, "claim": found.claim, "objection": found, "seats": seats, "inside": True}
    return _page(request, "decide_objection", context)


def _seat(request: HttpRequest, reference: str) -> Verification:
    """Theirs on the claim, if they were drawn for it and have not decided; there is none for others."""
    claim = visible(request.user.agent, reference)
    seat = claim.verifications.filter(verifier=request.user.agent, decided_at=None, released_at=None).first()
    if claim.state != Claim.State.IN_REVIEW or seat is None:
        raise Http404
    seat.claim = claim
    return seat


def _checklist(request: HttpRequest, seat: Verification, overlaps: bool) -> VerificationForm:
    asked = criteria.of(seat.claim.family, overlaps=overlaps)
    return VerificationForm(request.POST or None, asked=asked, initial=initial(seat.saved))


def _came_of_it(decided: Claim) -> str:
    """What the decision led to, so that nobody wonders where the claim has gone."""
    if decided.state == Claim.State.VERIFIED and decided.window_until:
        said = _("You approved %(claim)s. It is verified, and anybody can object until %(day)s.")
        return said % {"claim": decided.reference, "day": date_format(decided.window_until)}
    if decided.state == Claim.State.REJECTED:
        return _("You rejected %(claim)s. The claimant reads your reasons.") % {"claim": decided.reference}
    return _("You approved %(claim)s. Another verifier still looks at it.") % {"claim": decided.reference}


def _shown(claim: Claim) -> dict[str, Any]:
    """All that the decision rests on."""
    files = list(claim.evidence.all())
    return {
        "claim": claim,
        "inside": True,
        "result": _worked(claim),
        "files": files,
        "pictures": [file for file in files if file.media_type in PICTURES],
        "questions": Question.objects.filter(verification__claim=claim).select_related("verification__verifier"),
    }


def _worked(claim: Claim) -> Result | None:
    try:
        return methodologies.get(claim.methodology, claim.version).compute(claim.inputs)
    except errors.Refusal:
        return None


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    context |= {"section": "mine", "has_errors": bool(form.errors)}
    return render(request, f"ledger/judging/{name}.html", context, status=400 if form.errors else 200)
