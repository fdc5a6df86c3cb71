"""Receipts: money that arrived, and which tokens it paid for."""

from collections.abc import Sequence
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
from commons.models import Agent
from commons.queries import agents
from config.plumbing.shapes import Grams, Moment, Money, MoneyAsked, MoneyShape, Reading, Shape, money
from ledger.actions import entries, receipts
from ledger.api import fields
from ledger.api.fields import EarmarkAsked, EarmarkField
from ledger.models import Account, Fund, Funding, Receipt
from ledger.models.receipts import RECEIPT


class ReceiptFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    pledge = filters.UUIDFilter(field_name="pledge_id")
    payer = filters.UUIDFilter(field_name="payer_id", help_text="The id of an agent.")

    class Meta:
        model = Receipt
        fields: tuple[str, ...] = ()


class ReceiptReading(Reading):
    fund = serializers.UUIDField(source="fund_id")
    pledge = serializers.UUIDField(source="pledge_id", allow_null=True)
    payer = AgentField()
    funder = AgentField(help_text="To whom the tokens go that it pays for.")
    amount = Money(source="cents", currency="fund.currency_id")
    left = serializers.SerializerMethodField(help_text="What of it was neither spent nor given back.")
    earmark = EarmarkField()
    bank_reference = serializers.SerializerMethodField(help_text="For the payer and the treasurers; null for others.")

    class Meta:
        model = Receipt
        fields = (
            "id", "fund", "source", "pledge", "payer", "funder", "amount", "left", "earmark", "arrived_at",
            "recorded_at", "bank_reference",
        )  # fmt: skip

    @extend_schema_field(MoneyShape)
    def get_left(self, receipt: Receipt) -> Any:
        return money(self.context["facts"]["left"].get(receipt.pk, 0), receipt.fund.currency_id)

    def get_bank_reference(self, receipt: Receipt) -> str | None:
        own = self.context["viewer"].is_own(receipt.payer_id)
        return receipt.bank_reference if own or receipt.fund.agent_id in self.context["facts"]["treasuries"] else None


class ReceiptAsked(Shape):
    fund = serializers.UUIDField()
    pledge = serializers.UUIDField(required=False, help_text="What arrived under a pledge; its funder is the payer.")
    source = serializers.ChoiceField(choices=["grant", "charge"], required=False, help_text="Without a pledge.")
    payer = serializers.UUIDField(required=False, help_text="Without a pledge: the id of an agent.")
    amount = MoneyAsked()
    bank_reference = serializers.CharField(**fields.BANK_REFERENCE)
    arrived_at = Moment()
    earmark = EarmarkAsked(required=False, help_text="Without a pledge.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        of_pledge = "pledge" in given
        for name in ("source", "payer"):
            if of_pledge == (name in given):
                raise serializers.ValidationError({name: ["With a pledge leave it out; without one it is needed."]})
        return given


class RefundAsked(Shape):
    amount = MoneyAsked()
    reason = serializers.CharField(max_length=2000)
    bank_reference = serializers.CharField(**fields.BANK_REFERENCE)


class Receipts(Public):
    """Money that truly arrived, latest first: only this is spent."""

    queryset = Receipt.objects.all()
    serializer_class = ReceiptReading
    order = ("-arrived_at", "-id")
    related = ("fund", "payer", "funder")
    filters = ReceiptFilters
    says = {"cents": "amount", "family": "earmark.family"}

    def facts(self, rows: Sequence[Receipt]) -> dict[str, Any]:
        stocks = Account.objects.filter(subject_id__in=[row.pk for row in rows], purpose=RECEIPT)
        left = {stock.subject_id: stock.balance for stock in stocks}
        return {"left": left, "treasuries": agents.treasuries(self.viewer.agent)}

    @extend_schema(request=ReceiptAsked, responses={201: ReceiptReading})
    @once()
    def create(self, request: Request) -> Response:
        """Write down money that arrived at a fund, as one of its treasurers."""
        given = self.asked(ReceiptAsked)
        fund = one(Fund.objects.select_related("agent"), "fund", given.pop("fund"))
        asked = {"by": self.by, "cents": fields.cents(fund, given.pop("amount"))}
        asked |= {"bank_reference": given.pop("bank_reference"), "arrived_at": given.pop("arrived_at")}
        if "pledge" in given:
            pledge = one(fund.pledges.select_related("fund__agent", "funder"), "pledge", given["pledge"])
            return self._booked(receipts.record_pledged(pledge=pledge, **asked), 201)
        payer = one(Agent.objects.filter(erased_at=None), "payer", given["payer"])
        earmark = fields.earmark(given.get("earmark"))
        return self._booked(receipts.record(fund=fund, source=given["source"], payer=payer, **earmark, **asked), 201)

    @extend_schema(request=RefundAsked, responses=ReceiptReading)
    @action(detail=True, methods=["post"])
    @once()
    def refund(self, request: Request, **kwargs: Any) -> Response:
        """Give back to its payer what was not spent, or a part of it, as a treasurer of the fund."""
        found, given = self.get_object(), self.asked(RefundAsked)
        amount = fields.cents(found.fund, given.pop("amount"))
        receipts.refund(by=self.by, receipt=found, cents=amount, **given)
        return self._booked(found)

    def _booked(self, receipt: Receipt, status: int = 200) -> Response:
        entries.post()  # what is left is read from the books
        return self.answer(receipt, status)


class FundingFilters(filters.FilterSet):
    batch = filters.UUIDFilter(field_name="batch_id")
    receipt = filters.UUIDFilter(field_name="receipt_id")

    class Meta:
        model = Funding
        fields: tuple[str, ...] = ()


class FundingReading(Reading):
    batch = serializers.UUIDField(source="batch_id")
    claim = serializers.UUIDField(source="batch.claim_id")
    receipt = serializers.UUIDField(source="receipt_id")
    fund = serializers.UUIDField(source="receipt.fund_id")
    price = serializers.UUIDField(source="price_id")
    tokens = Grams(source="grams")
    paid = Money(source="cents", currency="receipt.fund.currency_id")

    class Meta:
        model = Funding
        fields = ("id", "batch", "claim", "receipt", "fund", "price", "tokens", "paid")


class Fundings(Public):
    """Which tokens were paid for, by which receipt, at what price. The id is also that of the entry on the record."""

    queryset = Funding.objects.all()
    serializer_class = FundingReading
    related = ("batch", "receipt__fund")
    filters = FundingFilters
