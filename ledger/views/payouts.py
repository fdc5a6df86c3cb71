"""Payouts as claimants see them: what comes, what it waits for, and where to."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.views.acting import acting_for
from commons.views.edges import signed_in
from config.plumbing import cursors
from ledger import permissions
from ledger.actions import payouts as actions
from ledger.forms.payments import BankAccountForm
from ledger.forms.refusals import RefusableForm
from ledger.models import Account, BankAccount, Fund, Payout
from ledger.models.payouts import PAYABLE
from ledger.views.edges import attempt


@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """What is owed, what is on its way and what it waits for; latest first."""
    who = acting_for(request)
    found = Payout.objects.filter(claimant=who).select_related("fund__agent", "fund__currency")
    try:
        page = cursors.page(found, order=("-id",), cursor=request.GET.get("cursor") or None, size=25)
    except cursors.BadCursor:
        return redirect("payouts")
    may = permissions.may(request.user.agent, "payout.direct", who)
    context = {
        "who": who,
        "page": page,
        "owed": _owed(who),
        "bank_account": BankAccount.objects.filter(agent=who).first() if may else None,
        "may": may,
        "section": "mine",
    }
    return render(request, "ledger/payouts.html", context)


@signed_in
def details(request: HttpRequest) -> HttpResponse:
    """To which bank account one is paid."""
    who = acting_for(request)
    if not permissions.may(request.user.agent, "payout.direct", who):
        raise Http404
    known = BankAccount.objects.filter(agent=who).first()
    form = BankAccountForm(request.POST or None, initial={"holder_name": known.holder_name if known else who.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by = request.user.agent
        if attempt(form, actions.direct, by=by, acting_for=who, at=timezone.now(), **given):
            messages.success(request, _("Kept. What waited for it goes on with the next run, within a minute or so."))
            return redirect("payouts")
    context = {"form": form, "who": who, "known": known, "section": "mine"}
    return render(request, "ledger/payout_details.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def retry(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was wrong is put right: once more."""
    found = get_object_or_404(Payout.objects.select_related("fund__agent", "claimant"), pk=id)
    if not permissions.may(request.user.agent, "payout.direct", found.claimant):
        raise Http404
    form = RefusableForm({})
    if form.is_valid() and attempt(form, actions.retry, by=request.user.agent, payout=found):
        messages.success(request, _("It will be sent again."))
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("payouts")


def _owed(who: object) -> list[tuple[Account, Fund]]:
    """What they earned and no payout was prepared for, by fund."""
    free = Account.objects.filter(holder=who, purpose=PAYABLE, credits__gt=F("debits") + F("held_debits"))
    accounts = list(free.select_related("unit")[:100])
    funds = Fund.objects.select_related("agent").in_bulk([account.subject_id for account in accounts])
    return [(account, funds[account.subject_id]) for account in accounts if account.subject_id in funds]
