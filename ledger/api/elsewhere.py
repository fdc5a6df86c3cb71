"""What other registries issued: public, counted apart, and held by others."""

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commons.api.base import Public
from config.plumbing.shapes import Grams, Reading
from ledger.api.assets import SerialsShape
from ledger.models import ExternalIssuance, ExternalProject


class ProjectFilters(filters.FilterSet):
    registry = filters.CharFilter(max_length=60)

    class Meta:
        model = ExternalProject
        fields: tuple[str, ...] = ()


class ProjectReading(Reading):
    protocols = serializers.ListField(child=serializers.CharField(), help_text="Of methodologies, as they are known.")
    estimated_yearly = Grams(source="estimated_yearly_g", allow_null=True)

    class Meta:
        model = ExternalProject
        fields = (
            "id", "registry", "code", "name", "methodology", "protocols", "project_type", "country", "status",
            "crediting_start", "crediting_end", "estimated_yearly",
        )  # fmt: skip


class ExternalProjects(Public):
    """Projects as other registries list them."""

    queryset = ExternalProject.objects.all()
    serializer_class = ProjectReading
    order = ("registry", "code")
    filters = ProjectFilters


class IssuanceFilters(filters.FilterSet):
    registry = filters.CharFilter(max_length=60)
    vintage = filters.NumberFilter(min_value=1900, max_value=2200, decimal_places=0)
    project = filters.UUIDFilter(field_name="project_id")

    class Meta:
        model = ExternalIssuance
        fields: tuple[str, ...] = ()


class IssuanceReading(Reading):
    project = serializers.UUIDField(source="project_id")
    quantity = Grams(source="quantity_g")
    retired = Grams(source="retired_g")
    cancelled = Grams(source="cancelled_g")
    outstanding = Grams(source="outstanding_g", help_text="Neither retired nor cancelled, as far as was read.")
    serials = serializers.SerializerMethodField()

    class Meta:
        model = ExternalIssuance
        fields = (
            "id", "project", "registry", "vintage", "issued_on", "period_start", "period_end", "methodology",
            "country", "serial", "block", "serials", "quantity", "retired", "cancelled", "outstanding",
        )  # fmt: skip

    @extend_schema_field(SerialsShape(allow_null=True))
    def get_serials(self, block: ExternalIssuance) -> Any:
        return {"first": block.serials.lower, "last": block.serials.upper - 1} if block.serials else None


class ExternalIssuances(Public):
    """Blocks of tonnes that other registries issued, the latest that were read first. Nobody holds them here."""

    queryset = ExternalIssuance.objects.all()
    serializer_class = IssuanceReading
    filters = IssuanceFilters
