"""A portfolio: what one's money, or a collective's, was pledged for, and what it paid for to the last token."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commons.models import Agent
from commons.views.acting import acting_for
from commons.views.edges import signed_in
from config.plumbing import csv_files, cursors
from ledger.queries import pledges, portfolio

PLEDGES_SHOWN = 50
COLUMNS = (
    "entry", "fund", "pledge", "claim", "family", "vintage", "batch", "grams", "cents", "currency",
    "cents_per_tonne", "usable_grams_of_batch", "retired_grams_of_batch",
)  # fmt: skip


@signed_in
def shown(request: HttpRequest) -> HttpResponse:
    """Sums, pledges, and every purchase."""
    who: Agent = acting_for(request)
    try:
        page = cursors.page(portfolio.bought(who), order=("-id",), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("portfolio")
    today = timezone.localdate()
    context = {
        "who": who,
        "sums": portfolio.sums(who),
        "grams": portfolio.grams(who),
        "pledges": [(each, pledges.standing(each, today)) for each in portfolio.pledged(who)[:PLEDGES_SHOWN]],
        "page": page,
        "bought": portfolio.in_full(who, page.rows),
        "section": "portfolio",
    }
    return render(request, "ledger/portfolio.html", context)


@signed_in
def exported(request: HttpRequest) -> HttpResponse:
    """Every purchase as a file, oldest first."""
    return csv_files.response("portfolio.csv", COLUMNS, _rows(acting_for(request)))


def _rows(who: Agent) -> Iterator[tuple[Any, ...]]:
    for each in portfolio.every(who):
        paid, batch = each.funding, each.funding.batch
        pledge, fund = paid.receipt.pledge, paid.receipt.fund
        yield (
            str(paid.pk), str(fund), pledge.reference if pledge else "", batch.claim.reference, batch.family,
            batch.vintage, batch.serials, paid.grams, paid.cents, fund.currency_id,
            paid.price.cents_per_tonne, each.usable_g, each.retired_g,
        )  # fmt: skip
