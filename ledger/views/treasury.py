"""The pages of a fund's treasurer: what to pay, what the bank said, and what arrived."""

import functools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.models import Agent
from commons.views.edges import signed_in
from config.plumbing import csv_files
from ledger import errors, permissions
from ledger.actions import funds, payouts, receipt_files, receipts
from ledger.forms.payments import BookingForm, StatementForm, TermsForm
from ledger.forms.refusals import RefusableForm
from ledger.forms.treasury import ConfirmForm, RefusalForm
from ledger.models import Fund, Payout, Receipt
from ledger.queries import funds as queries
from ledger.queries import pledges
from ledger.rules import sheets
from ledger.rules.payouts import NEXT_STEPS
from ledger.views.edges import attempt

SHOWN = 100
LARGEST_FILE = 1024 * 1024
TO_PAY = ("payout", "name", "iban", "amount", "currency", "reference")
View = Callable[..., HttpResponse]


def treasurers(view: View) -> View:
    """Only for those who book the money of the fund; for others there is no such page."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, id: UUID, **given: Any) -> HttpResponse:
        fund = get_object_or_404(Fund.objects.select_related("agent", "currency"), pk=id)
        if not permissions.may(request.user.agent, "payout.settle", fund.agent):
            raise Http404
        return view(request, fund, **given)

    return signed_in(guarded)


@treasurers
def desk(request: HttpRequest, fund: Fund) -> HttpResponse:
    """What waits for the treasurer: payouts in the order in which they were prepared, and instalments that are late."""
    context = {
        "fund": fund,
        "money": queries.money_of(fund),
        "payouts": queries.payouts_to_settle(fund).order_by("id")[:SHOWN],
        "late": pledges.late(fund, timezone.localdate())[:SHOWN],
        "section": "funds",
    }
    return render(request, "ledger/treasury.html", context)


@treasurers
def to_pay(request: HttpRequest, fund: Fund) -> HttpResponse:
    """The payouts that can be given to the bank, as a file for it."""
    return csv_files.response(f"payouts-{timezone.localdate()}.csv", TO_PAY, _to_pay(fund))


@treasurers
@require_POST
def sent(request: HttpRequest, fund: Fund) -> HttpResponse:
    """The payouts that were ticked are with the bank now."""
    chosen = [text for text in request.POST.getlist("payout") if _is_id(text)]
    form = RefusableForm({})
    done = 0
    for payout in fund.payouts.filter(pk__in=chosen, state=Payout.State.PREPARED).order_by("id"):
        if form.is_valid() and attempt(form, payouts.send, by=request.user.agent, payout=payout):
            done += 1
    for error in form.non_field_errors():
        messages.error(request, error)
    told = ngettext("%(count)d payout is with the bank.", "%(count)d payouts are with the bank.", done) % {
        "count": done
    }
    messages.success(request, told) if done else messages.warning(request, _("No payout was ticked that can be sent."))
    return redirect("treasury", fund.pk)


@treasurers
def payout(request: HttpRequest, fund: Fund, payout: UUID) -> HttpResponse:
    """One payout: to whom and where to, and what the bank said of it."""
    found = get_object_or_404(queries.payouts_of(fund), pk=payout)
    verb = request.POST.get("verb", "")
    confirming = ConfirmForm(request.POST if verb == "confirm" else None, prefix="confirm")
    refusing = RefusalForm(request.POST if verb == "refuse" else None, prefix="refuse")
    plain = RefusableForm({}) if verb in ("send", "retry") else RefusableForm()
    acts = {
        "confirm": (confirming, payouts.confirm),
        "refuse": (refusing, payouts.refuse),
        "send": (plain, payouts.send),
        "retry": (plain, payouts.retry),
    }
    if verb in acts:
        form, action = acts[verb]
        if form.is_valid() and attempt(form, action, by=request.user.agent, payout=found, **form.cleaned_data):
            messages.success(request, _("Done, and on the record."))
            return redirect("treasury_payout", fund.pk, found.pk)
    form = acts[verb][0] if verb in acts else plain
    context = {
        "fund": fund, "payout": found, "confirming": confirming, "refusing": refusing, "form": form,
        "next_step": NEXT_STEPS.get(found.refusal, ""), "section": "funds",
    }  # fmt: skip
    return render(request, "ledger/treasury_payout.html", context, status=400 if form.errors else 200)


@treasurers
def receive(request: HttpRequest, fund: Fund) -> HttpResponse:
    """Book one payment that arrived."""
    form = BookingForm(request.POST or None, initial={"pledge": request.GET.get("pledge", "")[:40]})
    if (
        request.method == "POST"
        and form.is_valid()
        and (made := attempt(form, _book, by=request.user.agent, fund=fund, given=form.cleaned_data))
    ):
        messages.success(request, _("Booked, and on the record. The next run spends it."))
        return redirect("receipt", made.pk)
    context = {"form": form, "fund": fund, "section": "funds"}
    return render(request, "ledger/treasury_receive.html", context, status=400 if form.errors else 200)


@treasurers
def read(request: HttpRequest, fund: Fund) -> HttpResponse:
    """Book the lines of a file, and report on each that was not booked."""
    form = StatementForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = _read(form, request.user.agent)
    context = {"form": form, "fund": fund, "outcome": outcome, "columns": receipt_files.COLUMNS, "section": "funds"}
    if outcome and outcome.refused:
        context["rejects"] = "\n".join(line.rstrip() for line in receipt_files.rejects(outcome))
    return render(request, "ledger/treasury_import.html", context, status=400 if form.errors else 200)


@treasurers
def terms(request: HttpRequest, fund: Fund) -> HttpResponse:
    """Where the fund is paid, and from what amount on it pays out."""
    smallest = fund.minimum_payout_cents
    now = {
        "iban": fund.iban,
        "account_holder": fund.account_holder or fund.agent.name,
        "minimum_payout_cents": f"{smallest // 100}.{smallest % 100:02d}" if smallest else None,
    }
    form = TermsForm(request.POST or None, initial=now)
    given = {"by": request.user.agent, "fund": fund}
    if request.method == "POST" and form.is_valid() and attempt(form, funds.set_terms, **given, **form.cleaned_data):
        messages.success(request, _("Kept, and on the record."))
        return redirect("treasury", fund.pk)
    context = {"form": form, "fund": fund, "section": "funds"}
    return render(request, "ledger/treasury_terms.html", context, status=400 if form.errors else 200)


def _book(*, by: Agent, fund: Fund, given: dict[str, Any]) -> Receipt:
    paid = {
        "by": by,
        "cents": given["cents"],
        "bank_reference": given["bank_reference"],
        "arrived_at": datetime.combine(given["arrived_on"], time(0), UTC),
    }
    if not given["pledge"]:
        return receipts.record(fund=fund, source=Receipt.Source.GRANT, payer=given["payer"], **paid)
    pledge = receipt_files.find_pledge(given["pledge"], fund)
    if pledge is None:
        raise errors.BadInput("pledge", given["pledge"], "the reference of a pledge to this fund")
    return receipts.record_pledged(pledge=pledge, **paid)


def _read(form: StatementForm, by: Agent) -> receipt_files.Outcome | None:
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_FILE:
        form.add_error("file", _("At most 1 MB here; larger ones are read by manage.py import_receipts."))
        return None
    try:
        return receipt_files.read(by=by, stream=upload.file)
    except sheets.SheetRefused as refusal:
        form.add_error("file", str(refusal))
        return None


def _to_pay(fund: Fund) -> Iterator[tuple[Any, ...]]:
    ready = queries.payouts_of(fund).filter(state=Payout.State.PREPARED, claimant__bank_account__isnull=False)
    for each in ready.order_by("id").iterator(chunk_size=500):
        bank = each.claimant.bank_account
        amount = f"{each.cents // 100}.{each.cents % 100:02d}"
        yield str(each.pk), bank.holder_name, bank.iban, amount, fund.currency_id, f"{fund} {str(each.pk)[-12:]}"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
