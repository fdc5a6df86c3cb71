"""Reads over what other registries have issued and used up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from ledger.models import ExternalIssuance, ExternalProject


@dataclass(frozen=True)
class Sums:
    """Of one registry or project, as far as was read: blocks in number, the rest in grams of CO2e."""

    name: str
    blocks: int
    issued_g: int
    retired_g: int
    cancelled_g: int

    @property
    def outstanding_g(self) -> int:
        """Neither retired nor cancelled."""
        return self.issued_g - self.retired_g - self.cancelled_g


def registries() -> list[str]:
    """Those of which something was read."""
    return list(ExternalProject.objects.order_by("registry").values_list("registry", flat=True).distinct())


def issuances(*, registry: str = "", country: str = "", text: str = "") -> QuerySet[ExternalIssuance]:
    """Blocks, narrowed. text: of the project's name or number, accents or not."""
    found = ExternalIssuance.objects.all()
    if registry:
        found = found.filter(registry=registry)
    if country:
        found = found.filter(country__unaccent__iexact=country)
    if text:
        projects = ExternalProject.objects.filter(Q(name__unaccent__icontains=text) | Q(code__iexact=text))
        found = found.filter(project__in=projects)
    return found


def by_registry() -> list[Sums]:
    """The whole, registry by registry, the largest first. Goes through all blocks: keep it a while."""
    sums = ExternalIssuance.objects.order_by().values("registry").annotate(**_SUMS)
    return sorted((_read(row["registry"], row) for row in sums), key=lambda one: -one.issued_g)


def sums_of(project: ExternalProject) -> Sums:
    """What one project was issued, and what of that is used up."""
    return _read(str(project), project.issuances.aggregate(**_SUMS))


_SUMS = {
    "blocks": Count("pk"),
    "issued": Sum("quantity_g", default=0),
    "retired": Sum("retired_g", default=0),
    "cancelled": Sum("cancelled_g", default=0),
}


def _read(name: str, row: Mapping[str, Any]) -> Sums:
    return Sums(name, int(row["blocks"]), int(row["issued"]), int(row["retired"]), int(row["cancelled"]))
