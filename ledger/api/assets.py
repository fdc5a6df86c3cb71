"""Assets: what makes an effect; for those whose they are."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public
from commons.api.fields import AgentField, PlaceField
from commons.api.once import once
from config.plumbing.shapes import Reading, Shape
from ledger.actions import assets
from ledger.api import fields
from ledger.models import Asset

MOST_CORNERS = 500


class SerialsShape(serializers.Serializer):
    """The first and the last serial number."""

    first = serializers.IntegerField()
    last = serializers.IntegerField()


class SerialsAsked(Shape):
    """The first and the last serial number."""

    first = serializers.IntegerField(min_value=0, max_value=2**62)
    last = serializers.IntegerField(min_value=0, max_value=2**62)


class AssetFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=Asset.Kind.choices)

    class Meta:
        model = Asset
        fields: tuple[str, ...] = ()


class AssetReading(Reading):
    owner = AgentField()
    place = PlaceField()
    identifier_end = serializers.CharField(source="shown", help_text="All that is kept in clear of its number.")
    serials = serializers.SerializerMethodField()
    outline = serializers.SerializerMethodField(help_text="Corners of a plot: [latitude, longitude].")

    class Meta:
        model = Asset
        fields = (
            "id", "kind", "owner", "place", "name", "identifier_end", "serial_scope", "serials", "outline",
            "created_at",
        )  # fmt: skip

    @extend_schema_field(SerialsShape(allow_null=True))
    def get_serials(self, asset: Asset) -> Any:
        return {"first": asset.serials.lower, "last": asset.serials.upper - 1} if asset.serials else None

    @extend_schema_field(serializers.ListField(child=serializers.ListField(), allow_null=True))
    def get_outline(self, asset: Asset) -> Any:
        return asset.outline


class AssetAsked(Shape):
    acting_for = serializers.UUIDField(required=False, help_text="Whose it is: yours without it.")
    kind = serializers.ChoiceField(choices=Asset.Kind.choices)
    name = serializers.CharField(max_length=200, help_text="What you call it.")
    place = serializers.CharField(max_length=200, help_text="The path of a place.")
    identifier = serializers.CharField(
        max_length=200, required=False, help_text="Its number, of all but plots and stoves: kept as a fingerprint."
    )
    serial_scope = serializers.CharField(max_length=120, required=False, help_text="Of stoves: maker/model.")
    serials = SerialsAsked(required=False, help_text="Of stoves.")
    outline = serializers.ListField(
        child=serializers.ListField(child=serializers.DecimalField(max_digits=12, decimal_places=9), min_length=2,
                                    max_length=2),
        required=False, max_length=MOST_CORNERS, help_text="Of a plot: its corners in order, [latitude, longitude].",
    )  # fmt: skip


class Assets(Public):
    """What makes effects: yours and your collectives'."""

    only_known = True
    queryset = Asset.objects.all()
    serializer_class = AssetReading
    related = ("owner", "place")
    filters = AssetFilters

    def get_queryset(self) -> QuerySet[Asset]:
        return super().get_queryset().filter(owner__in=self.viewer.whom)

    @extend_schema(request=AssetAsked, responses={201: AssetReading})
    @once()
    def create(self, request: Request) -> Response:
        """Register what makes an effect. Several can register the same; only one of them can claim it."""
        given = self.asked(AssetAsked)
        serials = given.pop("serials", None)
        whose, where = fields.acting_for(self, given.pop("acting_for", None)), fields.place(given.pop("place"))
        made = assets.register(
            by=self.by,
            acting_for=whose,
            place=where,  # type: ignore[arg-type]  (required by the shape)
            serials=(serials["first"], serials["last"]) if serials else None,
            key=self.key,
            **given,
        )
        return self.answer(made, 201)
