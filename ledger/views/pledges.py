"""Pledging to a fund: one page, a look at what was understood, and a certificate that stays."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commons.queries import agents
from commons.views.acting import acting_for
from commons.views.edges import signed_in
from ledger import permissions
from ledger.actions import pledges as actions
from ledger.forms.pledges import EARMARKS, PledgeForm
from ledger.forms.refusals import RefusableForm
from ledger.models import Claim, Entry, Fund, Pledge, Price
from ledger.queries import pledges as queries
from ledger.views.edges import attempt, reader

REFERENCE_PREFIX = "P-"
FUNDS_SHOWN = 100
ENTRIES_SHOWN = 50


def choose(request: HttpRequest) -> HttpResponse:
    """To which fund: those that pay for such claims today come first; of a single fund nobody is asked."""
    given = _narrowed(request)
    found = list(
        Fund.objects.select_related("agent", "currency").prefetch_related(_prices(given.get("family", "")))[
            :FUNDS_SHOWN
        ]
    )
    given |= {"like": like.reference} if (like := _like(request)) else {}
    if len(found) == 1:
        return redirect(_address(found[0], given))
    rows = [(fund, _address(fund, given), fund.prices_today) for fund in found]
    rows.sort(key=lambda row: not row[2])
    return render(request, "ledger/pledge_choose.html", {"rows": rows, "like": given, "section": "funds"})


@signed_in
def pledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """One amount, once or again and again; then a page that says what was understood, and asks."""
    fund = get_object_or_404(Fund.objects.select_related("agent", "currency"), pk=id)
    who = acting_for(request)
    form = PledgeForm(request.POST or None, initial=_narrowed(request), fund=fund)
    like = _like(request)
    context = {"form": form, "fund": fund, "who": who, "like": like, "section": "funds"}
    context["may"] = permissions.may(request.user.agent, "pledge.make", who)
    if request.method == "POST" and form.is_valid():
        if "confirm" not in request.POST and "change" not in request.POST:
            return render(request, "ledger/pledge_check.html", context | {"pledge": form.planned(fund, who)})
        if "confirm" in request.POST and (
            made := attempt(form, actions.make, by=request.user.agent, fund=fund, **form.asked(who))
        ):
            return redirect("pledge", made.reference)
    return render(request, "ledger/pledge_form.html", context, status=400 if form.errors else 200)


def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """What was pledged, by whom as far as that is public, how to pay it in, and where it stands."""
    found = _found(reference)
    who = reader(request)
    inside = bool(who and found.funder in agents.may_act_for(who))
    entries = Entry.objects.about(found).select_related("by").defer("leaf")[:ENTRIES_SHOWN]
    context = {
        "pledge": found,
        "standing": queries.standing(found, timezone.localdate()),
        "entries": entries,
        "receipts": found.receipts.order_by("-arrived_at", "-id")[:ENTRIES_SHOWN],
        "inside": inside,
        "may_change": bool(who and permissions.may(who, "pledge.cancel", found.funder)),
        "section": "funds",
    }
    return render(request, "ledger/pledge.html", context)


@signed_in
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """The second of two clicks: what is lost by it, and the button."""
    found = _found(reference)
    if not permissions.may(request.user.agent, "pledge.cancel", found.funder):
        raise Http404
    form = RefusableForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, actions.withdraw, by=request.user.agent, pledge=found)
    ):
        messages.success(request, _("The pledge is cancelled. Nothing more will be asked for."))
        return redirect("pledge", reference)
    context = {"pledge": found, "form": form, "standing": queries.standing(found, timezone.localdate())}
    return render(
        request, "ledger/pledge_cancel.html", context | {"section": "funds"}, status=400 if form.errors else 200
    )


def _found(reference: str) -> Pledge:
    number = reference.removeprefix(REFERENCE_PREFIX)
    if not number.isdecimal() or not number.isascii() or len(number) > 18:
        raise Http404
    known = queries.with_arrived(Pledge.objects.select_related("funder", "fund__agent", "fund__currency", "place"))
    return get_object_or_404(known, number=int(number))


def _narrowed(request: HttpRequest) -> dict[str, str]:
    """The earmarks that stand in the address, as the list of claims and a claim's page put them there."""
    given = {name: request.GET[name] for name in EARMARKS if request.GET.get(name)}
    if year := request.GET.get("vintage"):
        given |= {"vintage_from": year, "vintage_until": year}
    return {name: value[:100] for name, value in given.items()}


def _like(request: HttpRequest) -> Claim | None:
    """The claim that one came from."""
    reference = request.GET.get("like", "")[:40]
    return Claim.objects.public().filter(reference=reference).first() if reference.isprintable() and reference else None


def _address(fund: Fund, given: dict[str, str]) -> str:
    query = urlencode(given)
    return reverse("pledge_to", args=[fund.pk]) + (f"?{query}" if query else "")


def _prices(family: str) -> Prefetch:
    today = Price.objects.in_force(timezone.now()).select_related("place").order_by("family", "place")
    return Prefetch("prices", queryset=today.filter(family=family) if family else today, to_attr="prices_today")
