"""Tokens: batches, what was retired of them, and what was reversed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Sum
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public, one
from commons.api.fields import AgentField, PlaceNamed, named
from commons.api.once import once
from config.plumbing.shapes import Grams, GramsAsked, GramsShape, Moment, Reading, Shape, grams
from ledger.actions import retirements, reversals
from ledger.api import fields
from ledger.api.fields import DaysAsked, DaysField, DaysShape
from ledger.models import Account, Batch, Retirement, Reversal
from ledger.models.batches import GRAMS, STATES


class BatchFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim_id")
    claimant = filters.UUIDFilter(field_name="claimant_id", help_text="The id of an agent.")

    class Meta:
        model = Batch
        fields: tuple[str, ...] = ()


class TokensShape(serializers.Serializer):
    """Grams in each state; together they are the batch's quantity."""

    held = GramsShape()
    funded = GramsShape()
    retired = GramsShape()
    buffer = GramsShape()
    cancelled = GramsShape()


class BatchReading(Reading):
    claim = serializers.UUIDField(source="claim_id")
    claimant = AgentField()
    serials = serializers.CharField(help_text="The number of the batch, then its grams counted from 1.")
    quantity = Grams(source="quantity_g")
    tokens = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = (
            "id", "number", "serials", "claim", "claimant", "family", "vintage", "quantity", "tokens", "open",
            "verified_at", "issued_at",
        )  # fmt: skip
        extra_kwargs = {"open": {"help_text": "Whether a fund could still pay for some of it."}}

    @extend_schema_field(TokensShape)
    def get_tokens(self, batch: Batch) -> Any:
        there = self.context["facts"].get(batch.pk, {})
        return {state: grams(there.get(state, 0)) for state in STATES}


class Batches(Public):
    """The tokens of verified claims, a gram each, latest first."""

    queryset = Batch.objects.all()
    serializer_class = BatchReading
    order = ("-number",)
    related = ("claimant",)
    filters = BatchFilters

    def facts(self, rows: Sequence[Batch]) -> dict[Any, Any]:
        sums = Account.objects.filter(subject_id__in=[row.pk for row in rows], unit=GRAMS, purpose__in=STATES)
        there: dict[Any, dict[str, int]] = defaultdict(dict)
        for row in sums.values("subject_id", "purpose").annotate(grams=Sum(F("credits") - F("debits"))):
            there[row["subject_id"]][row["purpose"]] = int(row["grams"])
        return dict(there)


class RetirementFilters(filters.FilterSet):
    batch = filters.UUIDFilter(field_name="batch_id")
    holder = filters.UUIDFilter(field_name="holder_id", help_text="The id of an agent.")

    class Meta:
        model = Retirement
        fields: tuple[str, ...] = ()


class RetirementReading(Reading):
    batch = serializers.UUIDField(source="batch_id")
    holder = AgentField()
    quantity = Grams(source="quantity_g")
    beneficiary = serializers.SerializerMethodField(help_text="Null where it is not public.")
    reason = serializers.SerializerMethodField(help_text="For the holder; null for others.")
    place = serializers.SerializerMethodField(help_text="For the holder; null for others.")
    consumed = serializers.SerializerMethodField(help_text="The days that it answers for; for the holder.")
    consumed_year = serializers.SerializerMethodField(help_text="The year in which those days begin.")

    class Meta:
        model = Retirement
        fields = (
            "id", "reference", "batch", "holder", "quantity", "retired_at", "beneficiary", "reason", "place",
            "consumed", "consumed_year",
        )  # fmt: skip

    def get_beneficiary(self, row: Retirement) -> str | None:
        return row.beneficiary if row.beneficiary_is_public or self._inside(row) else None

    def get_reason(self, row: Retirement) -> str | None:
        return row.reason if self._inside(row) else None

    @extend_schema_field(PlaceNamed(allow_null=True))
    def get_place(self, row: Retirement) -> Any:
        return named(row.place) if row.place and self._inside(row) else None

    @extend_schema_field(DaysShape(allow_null=True))
    def get_consumed(self, row: Retirement) -> Any:
        return DaysField().to_representation(row.consumed) if row.consumed and self._inside(row) else None

    def get_consumed_year(self, row: Retirement) -> int | None:
        return row.consumed.lower.year if row.consumed else None

    def _inside(self, row: Retirement) -> bool:
        return bool(self.context["viewer"].is_own(row.holder_id))


class RetirementAsked(Shape):
    acting_for = serializers.UUIDField(required=False, help_text="Whose tokens they are: yours without it.")
    batch = serializers.UUIDField()
    quantity = GramsAsked()
    beneficiary = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="For whom.")
    beneficiary_is_public = serializers.BooleanField(default=False, help_text="An organisation that may be named.")
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    place = serializers.CharField(max_length=200, required=False, help_text="The path of a place.")
    consumed = DaysAsked(required=False, help_text="The days whose emissions this answers for.")


class Retirements(Public):
    """Tokens that were used up, for good, latest first."""

    queryset = Retirement.objects.all()
    serializer_class = RetirementReading
    order = ("-number",)
    related = ("holder", "place")
    filters = RetirementFilters
    says = {"quantity_g": "quantity"}

    @extend_schema(request=RetirementAsked, responses={201: RetirementReading})
    @once()
    def create(self, request: Request) -> Response:
        """Take tokens that you have, funded ones first, out of use for good."""
        given = self.asked(RetirementAsked)
        days = given.pop("consumed", None)
        whose = fields.acting_for(self, given.pop("acting_for", None))
        asked = {
            "batch": one(Batch.objects.all(), "batch", given.pop("batch")),
            "quantity_g": given.pop("quantity"),
            "place": fields.place(given.pop("place", None)),
            "consumed": fields.days("consumed", days) if days else None,
        }
        return self.answer(retirements.retire(by=self.by, acting_for=whose, key=self.key, **asked, **given), 201)


class ReversalFilters(filters.FilterSet):
    batch = filters.UUIDFilter(field_name="batch_id")

    class Meta:
        model = Reversal
        fields: tuple[str, ...] = ()


class ReversalReading(Reading):
    batch = serializers.UUIDField(source="batch_id")
    quantity = Grams(source="quantity_g")
    own = Grams(source="own_g", help_text="Cancelled of the batch's own tokens.")
    buffer = Grams(source="buffer_g", help_text="Cancelled of its buffer.")
    pool = Grams(source="pool_g", help_text="Cancelled of the family's pooled buffer.")
    debt = Grams(source="debt_g", help_text="What nobody could bear: the claimant owes it.")
    reason = serializers.SerializerMethodField(help_text="For the claimant; null for others.")

    class Meta:
        model = Reversal
        fields = (
            "id", "batch", "quantity", "own", "buffer", "pool", "debt", "reason", "occurred_at", "recorded_at",
        )  # fmt: skip

    def get_reason(self, row: Reversal) -> str | None:
        return row.reason if self.context["viewer"].is_own(row.batch.claimant_id) else None


class ReversalAsked(Shape):
    batch = serializers.UUIDField()
    quantity = GramsAsked()
    reason = serializers.CharField(max_length=2000)
    occurred_at = Moment(help_text="When the effect was lost.")


class Reversals(Public):
    """Effects that were counted and did not last, and who bore it."""

    queryset = Reversal.objects.all()
    serializer_class = ReversalReading
    related = ("batch",)
    filters = ReversalFilters
    says = {"quantity_g": "quantity"}

    @extend_schema(request=ReversalAsked, responses={201: ReversalReading})
    @once()
    def create(self, request: Request) -> Response:
        """Cancel the tokens of an effect that was lost, as an operator."""
        given = self.asked(ReversalAsked)
        batch = one(Batch.objects.all(), "batch", given.pop("batch"))
        made = reversals.reverse(by=self.by, batch=batch, quantity_g=given.pop("quantity"), **given)
        return self.answer(made, 201)
