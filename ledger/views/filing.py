"""Filing a claim: a draft in four steps, each saved; a last look; and then what happens next."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.models import Agent
from commons.queries import agents
from commons.views.acting import acting_for
from commons.views.edges import signed_in
from ledger import errors
from ledger.actions import assets, claims, drafts, evidence, refilings, verifications
from ledger.forms import efforts
from ledger.forms.filing import (
    AssetForm,
    BackingForm,
    EffortForm,
    EvidenceForm,
    FiguresForm,
    SubmitForm,
    initial,
    understood,
)
from ledger.forms.refusals import RefusableForm, words
from ledger.models import Asset, Claim, Question
from ledger.queries import drafts as queries
from ledger.rules import methodologies
from ledger.rules.methodology import Methodology, Result
from ledger.views.claims import visible
from ledger.views.edges import attempt

ASSETS_SHOWN = 50
STEP_PAGES = {
    "effort": "file_effort",
    "asset": "file_asset",
    "figures": "file_change",
    "evidence": "file_evidence",
    "check": "file_check",
}


def before(request: HttpRequest) -> HttpResponse:
    """What is needed, how long it takes and what becomes public; for everybody."""
    about = sorted({known.code: known for known in methodologies.all()}.values(), key=lambda known: known.title)
    return render(request, "ledger/filing/before.html", {"about": about, "section": "claims"})


@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1 of a new draft, which is kept from here on."""
    who = agents.may_act_for(request.user.agent)
    chosen = {"acting_for": str(acting_for(request).pk), **request.GET.dict()}
    form = EffortForm(request.POST or None, who=who, initial=chosen)
    if request.method == "POST" and form.is_valid():
        asked = _whom(form, who) | {"key": form.cleaned_data["key"]}
        if draft := attempt(form, drafts.begin, by=request.user.agent, **asked):
            return redirect("file_draft", _reference(draft))
    return _page(request, "effort", {"form": form, "who": who})


@signed_in
def effort(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 1 again, for a draft."""
    draft = _draft(request, reference)
    who = agents.may_act_for(request.user.agent)
    chosen = {"acting_for": str(draft.claimant_id), "methodology": draft.methodology}
    form = EffortForm(request.POST or None, who=who, initial=chosen)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, drafts.choose, by=request.user.agent, claim=draft, **_whom(form, who))
        if saved:
            return redirect("file_draft", reference)
    return _page(request, "effort", {"form": form, "who": who, "claim": draft})


@signed_in
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """The list of what is done and what is not."""
    draft = _draft(request, reference)
    files = draft.evidence.count()
    states = queries.steps(draft, files)
    labels = {
        "effort": (_("What was done, and by whom"), f"{efforts.did(draft.methodology)}: {draft.claimant}"),
        "asset": (_("What makes the effect, and where"), f"{draft.asset}, {draft.place}" if draft.asset else ""),
        "figures": (_("When, and how much"), _days(draft)),
        "evidence": (_("What shows it"), _files(files)),
        "check": (_("Check your answers and file"), ""),
    }
    tasks = [
        {"label": label, "hint": hint, "state": states[step], "href": reverse(STEP_PAGES[step], args=[reference])}
        for step, (label, hint) in labels.items()
    ]
    done = sum(state == queries.DONE for state in states.values())
    context = {"claim": draft, "tasks": tasks, "done": done, **_clash(draft), "section": "claims"}
    return render(request, "ledger/filing/draft.html", context)


@signed_in
def asset(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 2. One of the assets that are there, or another."""
    draft = _draft(request, reference)
    chosen = methodologies.get(draft.methodology, draft.version)
    known = _own_assets(request.user.agent, draft, chosen)
    form = AssetForm(request.POST or None, methodology=chosen, known=known, initial={"asset": draft.asset_id})
    if request.method == "POST" and form.is_valid() and (made := _made(request, form, draft)):
        saved = attempt(form, drafts.locate, by=request.user.agent, claim=draft, asset=made)
        if saved:
            return _next(request, saved, "file_change", fields=("asset", "place"))
    return _page(request, "asset", {"form": form, "claim": draft, "known": known})


@signed_in
def figures(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 3. Saved as it was written, and shown as it was understood."""
    draft = _draft(request, reference)
    form = _figures_form(request, draft)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, drafts.measure, by=request.user.agent, claim=draft, **_measured(form))
        if saved:
            return _next(request, saved, "file_evidence", fields=("asset", "place"))
    if form.errors:
        _as_written(draft, form)
    context = {"form": form, "claim": draft, **_understood(draft), **_clash(draft)}
    return _page(request, "figures", context)


@signed_in
@require_POST
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """How the figures are understood while they are being written; nothing is kept."""
    draft = _draft(request, reference)
    form = _figures_form(request, draft)
    form.is_valid()
    _as_written(draft, form)
    return render(request, "ledger/filing/_understood.html", {"claim": draft, **_understood(draft), **_clash(draft)})


@signed_in
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 4. Whichever button is pressed, all that was written is kept."""
    draft = _draft(request, reference)
    chosen = methodologies.get(draft.methodology, draft.version)
    given = {"tier": draft.tier, "statement": draft.statement}
    form = BackingForm(request.POST or None, request.FILES or None, methodology=chosen, initial=given)
    if request.method == "POST" and form.is_valid() and _backed(request, form, draft):
        if {"add", "remove"} & set(request.POST):
            return redirect("file_evidence", reference)
        return _next(request, Claim.objects.get(pk=draft.pk), "file_check", fields=("evidence",))
    context = {"form": form, "claim": draft, "files": draft.evidence.all(), **_clash(draft)}
    return _page(request, "evidence", context)


@signed_in
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything once more, worked through; and then it is filed."""
    draft = _draft(request, reference)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        if attempt(form, claims.submit, by=request.user.agent, claim=draft, at=now, key=key):
            return redirect("filed", reference)
    stored = list(draft.evidence.all())
    if queries.steps(draft, len(stored))["check"] == queries.BLOCKED:
        return redirect("file_draft", reference)
    chosen = methodologies.get(draft.methodology, draft.version)
    result = queries.worked(draft)
    context = {"form": form, "claim": draft, "method": chosen, "files": stored, "result": result, **_clash(draft)}
    context |= {"did": efforts.did(draft.methodology)}
    return _page(request, "check", context)


@signed_in
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether the draft is to go for good; and then it does."""
    draft = _draft(request, reference)
    form = RefusableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        attempt(form, drafts.discard, by=request.user.agent, claim=draft)
        return redirect("mine")
    return _page(request, "discard", {"form": form, "claim": draft})


@signed_in
def filed(request: HttpRequest, reference: str) -> HttpResponse:
    """That it is filed, its reference, and what happens next."""
    claim = visible(request.user.agent, reference)
    if claim.filed_at is None or not _is_own(request, claim):
        raise Http404
    method = methodologies.VERSIONS.get((claim.methodology, claim.version))
    return render(request, "ledger/filing/filed.html", {"claim": claim, "method": method, "section": "claims"})


@signed_in
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """What the verifier asked, and the way to answer it in words, by files, or both."""
    claim = visible(request.user.agent, reference)
    if not _is_own(request, claim) or claim.state != Claim.State.ASKED_BACK:
        raise Http404
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _answered(request, form, claim):
        if "add" not in request.POST:
            return redirect("claim", reference)
        form = EvidenceForm(initial={"answer": form.cleaned_data["answer"]})
    questions = Question.objects.filter(verification__claim=claim).select_related("verification__verifier")
    return _page(
        request, "answer", {"form": form, "claim": claim, "questions": questions, "files": claim.evidence.all()}
    )


@signed_in
@require_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft of what was rejected or withdrawn, with all that it said."""
    ended = visible(request.user.agent, reference)
    if not _is_own(request, ended):
        raise Http404
    form = RefusableForm(request.POST)
    form.is_valid()
    draft = attempt(form, refilings.begin, by=request.user.agent, claim=ended, at=timezone.now())
    if draft is None:
        return render(request, "ledger/refused.html", {"form": form, "claim": ended}, status=409)
    return redirect("file_draft", _reference(draft))


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    context |= {"section": "claims", "has_errors": bool(form.errors)}
    return render(request, f"ledger/filing/{name}.html", context, status=400 if form.errors else 200)


def _whom(form: EffortForm, who: list[Agent]) -> dict[str, Any]:
    by_id = {str(agent.pk): agent for agent in who}
    given = form.cleaned_data
    return {"acting_for": by_id[given["acting_for"]], "methodology": given["methodology"]}


def _own_assets(by: Agent, draft: Claim, chosen: Methodology) -> list[Asset]:
    """Those of the claimant's, and of the person's own, that the method takes; the draft's own first."""
    kinds = chosen.asset_kinds or tuple(Asset.Kind.values)
    own = Asset.objects.select_related("place", "owner").filter(owner__in=[by, draft.claimant], kind__in=kinds)
    found = list(own[:ASSETS_SHOWN])
    if draft.asset and draft.asset not in found:
        found.insert(0, draft.asset)
    return found


def _made(request: HttpRequest, form: AssetForm, draft: Claim) -> Asset | None:
    if form.chosen:
        return form.chosen
    return attempt(form, assets.register, by=request.user.agent, acting_for=draft.claimant, **form.asked)


def _figures_form(request: HttpRequest, draft: Claim) -> FiguresForm:
    chosen = methodologies.get(draft.methodology, draft.version)
    return FiguresForm(request.POST or None, methodology=chosen, today=timezone.now().date(), initial=initial(draft))


def _as_written(draft: Claim, form: FiguresForm) -> None:
    """The draft with what stands in the form, right or wrong; not stored."""
    draft.inputs = {name: text for name in form.inputs_asked if (text := form.written(name))}
    draft.period = _period(form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day"))


def _measured(form: FiguresForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"first_day": given.get("first_day"), "last_day": given.get("last_day"), "inputs": form.inputs}


def _period(first: date | None, last: date | None) -> DateRange | None:
    try:
        return drafts.days(first, last) if first and last else None
    except errors.BadInput:
        return None


def _understood(draft: Claim) -> dict[str, Any]:
    """The inputs as they were read, and what they come to or what is missing."""
    chosen = methodologies.get(draft.methodology, draft.version)
    result = queries.worked(draft)
    context: dict[str, Any] = {"read": understood(chosen, draft.inputs), "method": chosen}
    if isinstance(result, Result):
        return context | {"result": result}
    field = chosen.by_name.get(getattr(result, "field", ""))
    return context | {"missing": words(result), "missing_label": field.label if field else ""}


def _clash(draft: Claim) -> dict[str, Any]:
    """The claim that counts the same, if there is one."""
    found = queries.clash(draft)
    return {"clash": found, "in_any_period": bool(found and not draft.period)}


def _next(request: HttpRequest, saved: Claim, following: str, *, fields: tuple[str, ...]) -> HttpResponse:
    """On to the next step, or to the list where one leaves or something stands in the way."""
    found = queries.clash(saved)
    blocked = bool(found and found.field in fields)
    return redirect("file_draft" if "later" in request.POST or blocked else following, saved.reference)


def _backed(request: HttpRequest, form: BackingForm, draft: Claim) -> bool:
    by, given, now = request.user.agent, form.cleaned_data, timezone.now()
    backing = {"tier": given["tier"], "statement": given["statement"]}
    if attempt(form, drafts.back, by=by, claim=draft, **backing) is None:
        return False
    if given["file"] and attempt(form, evidence.add, by=by, claim=draft, upload=given["file"], at=now) is None:
        return False
    if gone := draft.evidence.filter(pk__in=_uuids(request.POST.getlist("remove"))).first():
        attempt(form, evidence.remove, by=by, evidence=gone, at=now)
    return not form.errors


def _answered(request: HttpRequest, form: EvidenceForm, claim: Claim) -> bool:
    by, given, now = request.user.agent, form.cleaned_data, timezone.now()
    if given["file"] and attempt(form, evidence.add, by=by, claim=claim, upload=given["file"], at=now) is None:
        return False
    if "add" in request.POST:
        return True
    return attempt(form, verifications.answer, by=by, claim=claim, reply=given["answer"], at=now) is not None


def _days(draft: Claim) -> str:
    if not draft.period:
        return ""
    first, last = draft.period.lower, draft.period.upper - timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}


def _files(number: int) -> str:
    return ngettext("%(number)s file", "%(number)s files", number) % {"number": number} if number else ""


def _uuids(given: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in given]
    except ValueError as error:
        raise Http404 from error


def _reference(draft: Claim) -> str:
    """The database gives it, so it is read."""
    return Claim.objects.values_list("reference", flat=True).get(pk=draft.pk)


def _draft(request: HttpRequest, reference: str) -> Claim:
    """The claim while it is theirs to change; otherwise it has a page to look at, or none."""
    claim = visible(request.user.agent, reference)
    if not _is_own(request, claim) or claim.state != Claim.State.DRAFT:
        raise Http404
    return claim


def _is_own(request: HttpRequest, claim: Claim) -> bool:
    return claim.claimant in agents.may_act_for(request.user.agent)
