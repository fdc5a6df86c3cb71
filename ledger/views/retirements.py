"""Tokens taken out of use, and the page that shows it for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commons.queries import agents
from ledger.actions import retirements as actions
from ledger.forms.retirements import RetirementForm
from ledger.models import Account, Batch, Retirement
from ledger.views.edges import attempt, reader, signed_in

REFERENCE_PREFIX = "R-"


@signed_in
def retire(request: HttpRequest, account: str) -> HttpResponse:
    """Retire tokens of one's own, or of a collective that one is a steward of."""
    stock = get_object_or_404(Account.objects.select_related("holder"), pk=account, subject_kind="batch")
    if stock.holder not in agents.may_act_for(request.user.agent) or stock.purpose not in ("held", "funded"):
        raise Http404
    batch = get_object_or_404(Batch.objects.select_related("claim"), pk=stock.subject_id)
    form = RetirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user.agent
        if made := attempt(form, actions.retire, by=by, acting_for=stock.holder, batch=batch, **form.asked):
            return redirect("retirement", made.reference)
    context = {"form": form, "account": stock, "batch": batch, "section": "mine", "has_errors": bool(form.errors)}
    return render(request, "ledger/retire.html", context, status=400 if form.errors else 200)


def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """What was retired, for whom as far as that is public, and of which claim."""
    number = reference.removeprefix(REFERENCE_PREFIX)
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    found = get_object_or_404(Retirement.objects.select_related("batch__claim", "holder"), number=int(number))
    who = reader(request)
    inside = bool(who and found.holder in agents.may_act_for(who))
    return render(request, "ledger/retirement.html", {"retirement": found, "inside": inside})
