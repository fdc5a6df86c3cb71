"""Funds, and where each receipt's money went."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from config.plumbing import cursors
from ledger.models import Account, Fund, Payout, Receipt, Refund
from ledger.models.receipts import RECEIPT

FUNDS_SHOWN = 100


def listed(request: HttpRequest) -> HttpResponse:
    """The funds, oldest first."""
    found = Fund.objects.select_related("agent", "currency")[:FUNDS_SHOWN]
    return render(request, "ledger/funds.html", {"funds": found, "section": "funds"})


def fund(request: HttpRequest, id: UUID) -> HttpResponse:
    """One fund: what it pays, what came in, and where that stands."""
    found = get_object_or_404(Fund.objects.select_related("agent", "currency"), pk=id)
    receipts = found.receipts.select_related("payer", "place")
    try:
        page = cursors.page(receipts, order=("-arrived_at", "-id"), cursor=request.GET.get("cursor") or None, size=25)
    except cursors.BadCursor:
        return redirect("fund", id)
    prices = found.prices.in_force(timezone.now()).select_related("place").order_by("family", "place")
    context = {"fund": found, "prices": prices, "money": _money(found), "page": page, "section": "funds"}
    return render(request, "ledger/fund.html", context)


def receipt(request: HttpRequest, id: UUID) -> HttpResponse:
    """One receipt: what its money paid for, to the last token, and what is left."""
    found = get_object_or_404(Receipt.objects.select_related("fund__agent", "fund__currency", "payer", "place"), pk=id)
    spent = found.fundings.select_related("batch__claim", "price")
    try:
        page = cursors.page(spent, order=("-id",), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("receipt", id)
    account = Account.objects.of(found).filter(purpose=RECEIPT).first()
    context = {"receipt": found, "account": account, "page": page, "section": "funds"}
    return render(request, "ledger/receipt.html", context)


def _money(found: Fund) -> dict[str, Any]:
    """In cents: what came in, what was spent on tokens, what was refunded, what is left, and what was paid out."""
    stocks = Account.objects.filter(holder=found.agent, unit=found.currency_id, purpose=RECEIPT)
    came_in, left = _sum(found.receipts.all()), _sum(stocks, F("credits") - F("debits"))
    refunded = _sum(Refund.objects.filter(receipt__fund=found))
    paid = _sum(found.payouts.filter(state=Payout.State.PAID))
    return {"came_in": came_in, "spent": came_in - refunded - left, "refunded": refunded, "left": left, "paid": paid}


def _sum(rows: QuerySet[Any], what: Any = "cents") -> int:
    return int(rows.aggregate(cents=Sum(what))["cents"] or 0)
