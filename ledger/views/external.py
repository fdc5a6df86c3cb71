"""What other registries issued: public, counted apart, and held by others."""

from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from redis import RedisError

from config.plumbing import cursors
from config.plumbing.charts import drawing, shares
from ledger.forms.elsewhere import IssuanceFilters
from ledger.models import ExternalIssuance, ExternalProject
from ledger.queries import elsewhere

ISSUANCES_SHOWN = 100
SUMS_KEY = "sums-of-other-registries"
SUMS_SECONDS = 60


def issuances(request: HttpRequest) -> HttpResponse:
    """What was read, registry by registry, and the latest blocks, narrowed by what stands in the address."""
    form = IssuanceFilters(request.GET, registries=elsewhere.registries())
    valid = form.is_valid()
    found = elsewhere.issuances(**form.cleaned_data) if valid else ExternalIssuance.objects.none()
    try:
        page = cursors.page(
            found.select_related("project"), order=("-id",), cursor=request.GET.get("cursor") or None, size=50
        )
    except cursors.BadCursor:
        return redirect("external_issuances")
    sums, at = _sums()
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    context = {"form": form, "page": page, "sums": sums, "sums_at": at, "asked": asked, "query": urlencode(asked)}
    return render(
        request, "ledger/external_issuances.html", {**context, "section": "external"}, status=200 if valid else 400
    )


def project(request: HttpRequest, id: UUID) -> HttpResponse:
    """One project of another registry, with its blocks."""
    found = get_object_or_404(ExternalProject, pk=id)
    sums = elsewhere.sums_of(found)
    parts = [("outstanding", sums.outstanding_g), ("retired", sums.retired_g), ("cancelled", sums.cancelled_g)]
    blocks = list(found.issuances.order_by("-issued_on", "-id")[: ISSUANCES_SHOWN + 1])
    context = {
        "project": found,
        "blocks": blocks[:ISSUANCES_SHOWN],
        "more": len(blocks) > ISSUANCES_SHOWN,
        "sums": sums,
        "shares": drawing.draw("shares", shares=shares.stacked(parts)),
        "section": "external",
    }
    return render(request, "ledger/external_project.html", context)


def _sums() -> tuple[list[elsewhere.Sums], datetime]:
    """Kept for a minute, since they go through all blocks; without a cache, worked out each time."""
    try:
        return cache.get_or_set(SUMS_KEY, lambda: (elsewhere.by_registry(), timezone.now()), SUMS_SECONDS)
    except RedisError:
        return elsewhere.by_registry(), timezone.now()
