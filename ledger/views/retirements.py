"""Tokens taken out of use, and the page that shows it for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commons.queries import agents
from commons.views.edges import signed_in
from ledger import permissions
from ledger.actions import retirements as actions
from ledger.forms.retirements import RetirementForm
from ledger.models import Account, Batch, Entry, Retirement
from ledger.models.batches import FUNDED, GRAMS, HELD, RETIRED
from ledger.views.edges import attempt, reader

REFERENCE_PREFIX = "R-"


@signed_in
def retire(request: HttpRequest, account: str) -> HttpResponse:
    """Retire tokens of one's own, or of a collective that one is a steward of: asked, shown once more, then done."""
    stock = get_object_or_404(Account.objects.select_related("holder"), pk=account, subject_kind="batch")
    if stock.holder not in agents.may_act_for(request.user.agent) or stock.purpose not in (HELD, FUNDED):
        raise Http404
    batch = get_object_or_404(Batch.objects.select_related("claim"), pk=stock.subject_id)
    form = RetirementForm(request.POST or None)
    by = request.user.agent
    context = {"form": form, "account": stock, "batch": batch, "section": "mine"}
    context["may"] = permissions.may(by, "batch.retire", stock.holder)
    if request.method == "POST" and form.is_valid():
        if "confirm" not in request.POST and "change" not in request.POST:
            return render(request, "ledger/retire_check.html", context | {"asked": form.asked})
        if "confirm" in request.POST and (
            made := attempt(form, actions.retire, by=by, acting_for=stock.holder, batch=batch, **form.asked)
        ):
            return redirect("retirement", made.reference)
    return render(request, "ledger/retire.html", context, status=400 if form.errors else 200)


def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """What was retired, for whom as far as that is public, of which claim, and how anybody can check it."""
    number = reference.removeprefix(REFERENCE_PREFIX)
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    known = Retirement.objects.select_related("batch__claim", "batch__place", "holder", "place")
    found = get_object_or_404(known, number=int(number))
    who = reader(request)
    entry = _entry(found)
    context = {
        "retirement": found,
        "inside": bool(who and found.holder in agents.may_act_for(who)),
        "entry": entry,
        "salt": bytes(found.salt or b"").hex(),
        "issued": Entry.objects.about(found.batch).filter(kind="batch.issued").first(),
        "account": Account.objects.of(found.batch).filter(holder=found.holder, purpose=RETIRED, unit=GRAMS).first(),
    }
    return render(request, "ledger/retirement.html", context)


def _entry(found: Retirement) -> Entry | None:
    """The line of the record that moved the tokens."""
    about = Entry.objects.about(found.batch).filter(kind="batch.retired", body__retirement=found.reference)
    return about.first()
