"""Funds, and the prices that they announce."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from commons.api.base import Public
from commons.api.fields import AgentField, PlaceField
from config.plumbing.shapes import Money, Reading
from ledger.models import Fund, Price


class FundReading(Reading):
    agent = AgentField()
    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = Fund
        fields = ("id", "agent", "currency", "purpose", "founded_at")


class Funds(Public):
    """The public purses that pay for verified contributions, oldest first."""

    queryset = Fund.objects.all()
    serializer_class = FundReading
    order = ("founded_at", "id")
    related = ("agent",)


class PriceFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    family = filters.CharFilter(max_length=40)
    place = filters.CharFilter(field_name="place_id", max_length=200, help_text="The path of a place.")
    in_force = filters.BooleanFilter(method="now", help_text="Only those that apply now.")

    class Meta:
        model = Price
        fields: tuple[str, ...] = ()

    def now(self, rows: Any, name: str, value: bool) -> QuerySet[Price]:
        return rows.in_force(timezone.now()) if value else rows


class PriceReading(Reading):
    fund = serializers.UUIDField(source="fund_id")
    place = PlaceField()
    per_tonne = Money(source="cents_per_tonne", currency="fund.currency_id", help_text="For 1,000,000 g.")

    class Meta:
        model = Price
        fields = ("id", "fund", "family", "place", "per_tonne", "announced_at", "applies_from", "applies_until")


class Prices(Public):
    """What funds pay per tonne of a family of effects, in a place and all inside it; announced before it applies."""

    queryset = Price.objects.all()
    serializer_class = PriceReading
    related = ("fund", "place")
    filters = PriceFilters
