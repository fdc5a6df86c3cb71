"""The list of claims: as a table, as cards, on a map, and as a file."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from redis import RedisError

from commons.models import Agent, Place
from config.plumbing import csv_files, cursors
from ledger.forms.filters import FIELDS, VIEWS, ClaimFilters
from ledger.models import Claim
from ledger.queries import registry_list, widening
from ledger.queries.registry_list import Filters, Total
from ledger.views import maps

SIZE = {"table": 25, "cards": 24}
MAP_SECONDS = 300

COLUMNS = (
    "reference", "state", "method", "method_version", "kind_of_effect", "claimant", "claimant_kind",
    "place", "place_path", "year", "backed", "quantity_kg_co2e", "deducted_for_uncertainty_percent_of_gross",
    "filed_at_utc", "verified_at_utc", "objections_until_utc",
    "issued_kg_co2e", "of_that_in_buffer_kg_co2e", "open_to_fund",
)  # fmt: skip


def listed(request: HttpRequest) -> HttpResponse:
    """All claims that were filed, narrowed, ordered and shown as the address says."""
    form = ClaimFilters(request.GET)
    valid = form.is_valid()
    filters = form.filters if valid else Filters()
    view = (valid and form.cleaned_data["view"]) or "table"
    context = {"form": form, "view": view, "filters": filters, "section": "claims", **_addresses(form)}
    try:
        context |= _map(form, filters, context["csv_query"]) if view == "map" else _rows(request, form, filters, view)
    except cursors.BadCursor:
        return redirect(f"{reverse('claims')}{'?' if context['query'] else ''}{context['query']}")
    return render(request, "ledger/claims.html", context, status=200 if valid else 400)


def exported(request: HttpRequest) -> HttpResponseBase:
    """All claims of the same address as a CSV file."""
    form = ClaimFilters(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('claims')}?{request.GET.urlencode()}")
    order = registry_list.ORDERS[form.cleaned_data["sort"] or "newest"]
    name = f"claims-{timezone.now():%Y-%m-%d}.csv"
    return csv_files.response(name, COLUMNS, map(_line, registry_list.all_rows(form.filters, order)))


def _rows(request: HttpRequest, form: ClaimFilters, filters: Filters, view: str) -> dict[str, Any]:
    order = registry_list.ORDERS[(form.is_valid() and form.cleaned_data["sort"]) or "newest"]
    found = registry_list.found(filters).select_related("batch")
    page = cursors.page(found, order=order, cursor=request.GET.get("cursor") or None, size=SIZE[view])
    rows = placed(page.rows)
    return {"page": page, "rows": rows, **({} if rows else _instead(form, filters))}


def placed(found: list[Claim]) -> list[tuple[Claim, Place | None]]:
    """Each claim and where it may be shown to be."""
    wide = registry_list.shown_places(found)
    return [(claim, registry_list.shown_place(claim, wide)) for claim in found]


def _instead(form: ClaimFilters, filters: Filters) -> dict[str, Any]:
    """What to offer where nothing fits: one condition less, what is nearest, and other spellings."""
    fields = {name: FIELDS.get(name, name) for name in widening.one_less(filters)}
    nearest = widening.nearest(filters)
    return {
        "one_less": [(form.fields[field].label, _without(form, field)) for field in fields.values()],
        "nearest": nearest,
        "widened": f"?{urlencode({**_asked(form), 'place': nearest.place.path})}" if nearest else "",
        "nearest_rows": placed(nearest.claims) if nearest else [],
        "spellings": widening.spellings(filters.text),
    }


def on_map(filters: Filters, query: str = "") -> dict[str, Any]:
    """What was claimed by place, as a map and as rows; query: what else the list behind each place is narrowed to."""
    totals, at = _totals(filters)
    addressed = [(total, f"{reverse('claims')}?{_joined(query, place=total.place.path)}") for total in totals]
    return {"totals": addressed, "totals_at": at, "map": maps.of_totals(addressed, around=filters.place)}


def _map(form: ClaimFilters, filters: Filters, query: str) -> dict[str, Any]:
    drawn = on_map(filters, query)
    tiles = {"tile_url": settings.TILE_URL, "tile_attribution": settings.TILE_ATTRIBUTION}
    return {**drawn, **tiles} if drawn["totals"] else _instead(form, filters)


def _totals(filters: Filters) -> tuple[list[Total], datetime]:
    """Kept for five minutes, since they go through all claims that fit; without a cache, worked out each time."""
    given = [(name, filters.place.path if name == "place" else getattr(filters, name)) for name in filters.given]
    key = f"totals-{hashlib.sha256(repr(given).encode()).hexdigest()}"
    try:
        return cache.get_or_set(key, lambda: (registry_list.by_place(filters), timezone.now()), MAP_SECONDS)
    except RedisError:
        return registry_list.by_place(filters), timezone.now()


def _addresses(form: ClaimFilters) -> dict[str, Any]:
    """The addresses of the same list: in the other views, as a file, and without each filter."""
    asked = _asked(form)
    filters = {name: value for name, value in asked.items() if name not in ("view", "sort")}
    return {
        "asked": asked,
        "query": urlencode(asked),
        "csv_query": urlencode({name: value for name, value in asked.items() if name != "view"}),
        "views": [(name, label, f"?{urlencode({**asked, 'view': name})}") for name, label in VIEWS],
        "narrowed": bool(filters.keys() - {"q", "place"}),
        "chosen": [(form.fields[name].label, _said(form, name), _without(form, name)) for name in filters],
    }


def _asked(form: ClaimFilters) -> dict[str, str]:
    return {name: form.data[name] for name in form.fields if form.data.get(name)}


def _without(form: ClaimFilters, name: str) -> str:
    """The address of the same list with one filter less."""
    return f"?{urlencode({field: value for field, value in _asked(form).items() if field != name})}"


def _joined(query: str, **more: str) -> str:
    return urlencode({**dict(parse_qsl(query)), **more})


def _said(form: ClaimFilters, name: str) -> str:
    """What a filter was set to, in words."""
    value = form.cleaned_data.get(name) if form.is_valid() else None
    choices = dict(getattr(form.fields[name], "choices", []))
    if name == "open":
        return _("yes")
    return str(choices.get(value) or value or form.data[name])


def _line(found: tuple[Claim, Place | None]) -> list[Any]:
    """One row of the file. A person's claim says as little of them here as on its page."""
    claim, place = found
    batch = getattr(claim, "batch", None)
    named = claim.claimant.kind == Agent.Kind.COLLECTIVE and not claim.claimant.erased_at
    return [
        claim.reference, claim.state, claim.methodology, claim.version, claim.family,
        claim.claimant.name if named else "", claim.claimant.kind,
        place.name if place else "", place.path if place else "", claim.vintage, claim.tier, _kg(claim.quantity_g),
        "" if claim.uncertainty is None else f"{claim.uncertainty * 100:f}",
        _utc(claim.filed_at), _utc(claim.verified_at), _utc(claim.window_until),
        _kg(batch and batch.quantity_g), _kg(batch and batch.buffer_g), "yes" if batch and batch.open else "no",
    ]  # fmt: skip


def _kg(grams: int | None) -> str:
    return "" if grams is None else f"{Decimal(grams).scaleb(-3):f}"


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
