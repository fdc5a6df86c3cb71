"""What other registries issued: public, counted apart, and held by others."""

from uuid import UUID

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from config.plumbing import cursors
from ledger.models import ExternalIssuance, ExternalProject

ISSUANCES_SHOWN = 100


def issuances(request: HttpRequest) -> HttpResponse:
    """The latest that were read, some at a time; of one registry if the address says so."""
    found = ExternalIssuance.objects.select_related("project")
    registry = request.GET.get("registry", "")[:60]
    if registry:
        found = found.filter(registry=registry)
    try:
        page = cursors.page(found, order=("-id",), cursor=request.GET.get("cursor") or None, size=50)
    except cursors.BadCursor:
        return redirect("external_issuances")
    registries = ExternalProject.objects.order_by("registry").values_list("registry", flat=True).distinct()
    context = {"page": page, "registries": registries, "registry": registry, "section": "external"}
    context["query"] = f"registry={registry}" if registry else ""
    return render(request, "ledger/external_issuances.html", context)


def project(request: HttpRequest, id: UUID) -> HttpResponse:
    """One project of another registry, with its blocks."""
    found = get_object_or_404(ExternalProject, pk=id)
    blocks = found.issuances.order_by("-issued_on", "-id")[:ISSUANCES_SHOWN]
    sums = found.issuances.aggregate(
        number=Count("pk"), issued=Sum("quantity_g"), retired=Sum("retired_g"), cancelled=Sum("cancelled_g")
    )
    context = {"project": found, "blocks": blocks, "sums": sums, "section": "external"}
    return render(request, "ledger/external_project.html", context)
