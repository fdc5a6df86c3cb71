"""Funds, and where each receipt's money went."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from config.plumbing import cursors
from config.plumbing.charts import drawing, shares
from ledger import permissions
from ledger.models import Account, Fund, Receipt
from ledger.models.receipts import RECEIPT
from ledger.queries import funds as queries
from ledger.queries.funds import Money
from ledger.templatetags.amounts import money
from ledger.views.edges import reader

FUNDS_SHOWN = 100
LATEST = 8
PRICES_SHOWN = 60
LOOK_AHEAD = timedelta(days=92)


def listed(request: HttpRequest) -> HttpResponse:
    """The funds, oldest first."""
    found = Fund.objects.select_related("agent", "currency")[:FUNDS_SHOWN]
    return render(request, "ledger/funds.html", {"funds": found, "section": "funds"})


def fund(request: HttpRequest, id: UUID) -> HttpResponse:
    """One fund: what it pays, who paid in, what that paid for, where the rest is, and what comes next."""
    found = _found(id)
    now, who = timezone.now(), reader(request)
    whole = queries.money_of(found)
    context = {
        "fund": found,
        "prices": list(queries.schedule(found, now)[:PRICES_SHOWN]),
        "money": whole,
        "drawing": _drawing(whole),
        "columns": [_("Where it is"), _("Amount")],
        "rows": _rows(whole, found.currency_id),
        "receipts": found.receipts.select_related("payer", "place").order_by("-arrived_at", "-id")[:LATEST],
        "bought": queries.paid_for(found).order_by("-id")[:LATEST],
        "coming": queries.coming(found, now.date(), (now + LOOK_AHEAD).date()),
        "is_treasurer": bool(who and permissions.may(who, "receipt.book", found.agent)),
        "section": "funds",
    }
    return render(request, "ledger/fund.html", context)


def receipts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything that was paid in, latest first."""
    found = _found(id)
    rows = found.receipts.select_related("payer", "place")
    try:
        page = cursors.page(rows, order=("-arrived_at", "-id"), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("fund_receipts", id)
    return render(request, "ledger/fund_receipts.html", {"fund": found, "page": page, "section": "funds"})


def fundings(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything that it paid for, to the last token, latest first."""
    found = _found(id)
    try:
        page = cursors.page(queries.paid_for(found), order=("-id",), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("fund_fundings", id)
    return render(request, "ledger/fund_fundings.html", {"fund": found, "page": page, "section": "funds"})


def receipt(request: HttpRequest, id: UUID) -> HttpResponse:
    """One receipt: what its money paid for, to the last token, and what is left."""
    known = Receipt.objects.select_related("fund__agent", "fund__currency", "payer", "place", "pledge")
    found = get_object_or_404(known, pk=id)
    spent = found.fundings.select_related("batch__claim", "price")
    try:
        page = cursors.page(spent, order=("-id",), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("receipt", id)
    account = Account.objects.of(found).filter(purpose=RECEIPT).first()
    context = {"receipt": found, "account": account, "page": page, "section": "funds"}
    return render(request, "ledger/receipt.html", context)


def _found(id: UUID) -> Fund:
    return get_object_or_404(Fund.objects.select_related("agent", "currency"), pk=id)


def _drawing(whole: Money) -> Any:
    parts = [whole.paid, whole.held, whole.payable, whole.available, whole.refunded]
    return drawing.draw("shares", shares=shares.stacked([(str(n), part) for n, part in enumerate(parts, 1)]))


def _rows(whole: Money, currency: str) -> list[list[str]]:
    named = [
        (_("Paid out to claimants"), whole.paid),
        (_("On its way to them"), whole.held),
        (_("Owed to them, payout not yet prepared"), whole.payable),
        (_("Left to spend"), whole.available),
        (_("Given back to payers"), whole.refunded),
        (_("Together: all that came in"), whole.came_in),
    ]
    return [[name, money(cents, currency)] for name, cents in named]
