"""Payouts: money on its way to claimants."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public
from commons.api.fields import AgentField
from commons.api.once import once
from commons.queries import agents
from config.plumbing.shapes import Money, Nothing, Reading, Shape
from ledger.actions import payouts
from ledger.api import fields
from ledger.models import Payout
from ledger.rules.payouts import NEXT_STEPS


class PayoutFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    state = filters.ChoiceFilter(choices=Payout.State.choices)

    class Meta:
        model = Payout
        fields: tuple[str, ...] = ()


class PayoutReading(Reading):
    fund = serializers.UUIDField(source="fund_id")
    claimant = AgentField()
    amount = Money(source="cents", currency="fund.currency_id")
    next_step = serializers.SerializerMethodField(help_text="After a refusal: what to do.")

    class Meta:
        model = Payout
        fields = (
            "id", "fund", "claimant", "amount", "state", "bank_reference", "refusal", "next_step", "prepared_at",
            "settled_at",
        )  # fmt: skip

    def get_next_step(self, payout: Payout) -> str | None:
        return NEXT_STEPS.get(payout.refusal) if payout.refusal else None


class PaidAsked(Shape):
    bank_reference = serializers.CharField(**fields.BANK_REFERENCE)


class RefusedAsked(Shape):
    refusal = serializers.ChoiceField(choices=list(NEXT_STEPS), help_text="What the bank said.")


class Payouts(Public):
    """Money on its way to claimants: yours and your collectives', and those of funds whose treasurer you are."""

    only_known = True
    queryset = Payout.objects.all()
    serializer_class = PayoutReading
    related = ("fund", "claimant")
    filters = PayoutFilters

    def get_queryset(self) -> QuerySet[Payout]:
        rows = super().get_queryset()
        if self.viewer.operator:
            return rows
        return rows.filter(Q(claimant__in=self.viewer.whom) | Q(fund__agent__in=agents.treasuries(self.viewer.agent)))

    @extend_schema(request=Nothing, responses=PayoutReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def send(self, request: Request, **kwargs: Any) -> Response:
        """Say that it was given to the bank."""
        return self.answer(payouts.send(by=self.by, payout=self.get_object()))

    @extend_schema(request=PaidAsked, responses=PayoutReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Say that the bank paid it."""
        found, given = self.get_object(), self.asked(PaidAsked)
        return self.answer(payouts.confirm(by=self.by, payout=found, **given))

    @extend_schema(request=RefusedAsked, responses=PayoutReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Say that the bank did not pay it, and why."""
        found, given = self.get_object(), self.asked(RefusedAsked)
        return self.answer(payouts.refuse(by=self.by, payout=found, **given))

    @extend_schema(request=Nothing, responses=PayoutReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def retry(self, request: Request, **kwargs: Any) -> Response:
        """Say that what was wrong is corrected: it is prepared anew."""
        return self.answer(payouts.retry(by=self.by, payout=self.get_object()))
