"""Pledges: what funders promise."""

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public, one
from commons.api.fields import AgentField
from commons.api.once import once
from config.plumbing.shapes import Money, MoneyAsked, MoneyShape, Nothing, Reading, Shape, money
from ledger.actions import pledges
from ledger.api import fields
from ledger.api.fields import EarmarkAsked, EarmarkField
from ledger.models import Fund, Pledge


class PledgeFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    funder = filters.UUIDFilter(field_name="funder_id", help_text="The id of an agent.")
    state = filters.ChoiceFilter(choices=Pledge.State.choices)

    class Meta:
        model = Pledge
        fields: tuple[str, ...] = ()


class PledgeReading(Reading):
    funder = AgentField()
    fund = serializers.UUIDField(source="fund_id")
    instalment = Money(source="instalment_cents", currency="fund.currency_id")
    cap = serializers.SerializerMethodField(help_text="Never more than this in all; null is without a cap.")
    earmark = EarmarkField()
    bank_reference = serializers.SerializerMethodField(help_text="What to tell your bank; null for others.")
    benefit = serializers.SerializerMethodField(help_text="Why the funder pays, in their words; null for others.")

    class Meta:
        model = Pledge
        fields = (
            "id", "reference", "funder", "fund", "cadence", "instalment", "cap", "starts_on", "ends_on", "earmark",
            "state", "pledged_at", "bank_reference", "benefit",
        )  # fmt: skip

    @extend_schema_field(MoneyShape(allow_null=True))
    def get_cap(self, pledge: Pledge) -> Any:
        return money(pledge.cap_cents, pledge.fund.currency_id)

    def get_bank_reference(self, pledge: Pledge) -> str | None:
        return pledge.bank_reference if self._own(pledge) else None

    def get_benefit(self, pledge: Pledge) -> str | None:
        return pledge.benefit if self._own(pledge) else None

    def _own(self, pledge: Pledge) -> bool:
        return bool(self.context["viewer"].is_own(pledge.funder_id))


class PledgeAsked(Shape):
    acting_for = serializers.UUIDField(required=False, help_text="Who pledges: you without it.")
    fund = serializers.UUIDField()
    instalment = MoneyAsked()
    cadence = serializers.ChoiceField(choices=Pledge.Cadence.choices, default=Pledge.Cadence.ONCE)
    cap = MoneyAsked(required=False, help_text="Of a recurring pledge: never more than this in all.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False)
    earmark = EarmarkAsked(required=False)
    benefit = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="Why you pay.")


class Pledges(Public):
    """Money that was promised, latest first. A promise is not money: only receipts are spent."""

    queryset = Pledge.objects.all()
    serializer_class = PledgeReading
    related = ("funder", "fund")
    filters = PledgeFilters
    says = {"instalment_cents": "instalment", "cap_cents": "cap", "family": "earmark.family"} | {
        name: f"earmark.{name}" for name in ("vintage_from", "vintage_until")
    }

    @extend_schema(request=PledgeAsked, responses={201: PledgeReading})
    @once()
    def create(self, request: Request) -> Response:
        """Promise money to a fund, once or recurring."""
        given = self.asked(PledgeAsked)
        fund = one(Fund.objects.all(), "fund", given.pop("fund"))
        whose = fields.acting_for(self, given.pop("acting_for", None))
        cap = given.pop("cap", None)
        asked = {
            "instalment_cents": fields.cents(fund, given.pop("instalment"), "instalment"),
            "cap_cents": fields.cents(fund, cap, "cap") if cap else None,
            **fields.earmark(given.pop("earmark", None)),
        }
        made = pledges.make(by=self.by, acting_for=whose, fund=fund, key=self.key, **asked, **given)
        return self.answer(made, 201)

    @extend_schema(request=Nothing, responses=PledgeReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def pause(self, request: Request, **kwargs: Any) -> Response:
        """Ask for no instalment until it is resumed."""
        return self.answer(pledges.pause(by=self.by, pledge=self.get_object()))

    @extend_schema(request=Nothing, responses=PledgeReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Ask for instalments again."""
        return self.answer(pledges.resume(by=self.by, pledge=self.get_object()))

    @extend_schema(request=Nothing, responses=PledgeReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """End the promise. What has arrived stays."""
        return self.answer(pledges.withdraw(by=self.by, pledge=self.get_object()))
