"""Money: funds and their prices, pledges, receipts, what they paid for, and payouts."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public, one
from commons.api.fields import AgentField, PlaceField
from commons.api.once import once
from commons.models import Agent, Membership
from config.plumbing.shapes import Grams, Moment, Money, MoneyAsked, MoneyShape, Nothing, Reading, Shape, money
from ledger.actions import entries, payouts, pledges, receipts
from ledger.api import fields
from ledger.api.fields import EarmarkAsked, EarmarkField
from ledger.models import Account, Fund, Funding, Payout, Pledge, Price, Receipt
from ledger.models.receipts import RECEIPT
from ledger.rules.payouts import NEXT_STEPS

REFERENCE = {"max_length": 140, "help_text": "As the bank statement has it."}
NO_FIELDS: tuple[str, ...] = ()


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
        fields = NO_FIELDS

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


class PledgeFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    funder = filters.UUIDFilter(field_name="funder_id", help_text="The id of an agent.")
    state = filters.ChoiceFilter(choices=Pledge.State.choices)

    class Meta:
        model = Pledge
        fields = NO_FIELDS


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


class ReceiptFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    pledge = filters.UUIDFilter(field_name="pledge_id")
    payer = filters.UUIDFilter(field_name="payer_id", help_text="The id of an agent.")

    class Meta:
        model = Receipt
        fields = NO_FIELDS


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
    bank_reference = serializers.CharField(**REFERENCE)
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
    bank_reference = serializers.CharField(**REFERENCE)


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
        return {"left": left, "treasuries": treasuries(self.viewer.agent)}

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
        fields = NO_FIELDS


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


class PayoutFilters(filters.FilterSet):
    fund = filters.UUIDFilter(field_name="fund_id")
    state = filters.ChoiceFilter(choices=Payout.State.choices)

    class Meta:
        model = Payout
        fields = NO_FIELDS


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
    bank_reference = serializers.CharField(**REFERENCE)


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
        return rows.filter(Q(claimant__in=self.viewer.whom) | Q(fund__agent__in=treasuries(self.viewer.agent)))

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


def treasuries(agent: Agent | None) -> list[Any]:
    """Ids of the collectives whose treasurer somebody is."""
    if agent is None:
        return []
    held = Membership.objects.current().filter(member=agent, role=Membership.Role.TREASURER)
    return list(held.values_list("collective_id", flat=True))
