"""What operators are asked when money arrives, goes back or is paid out, and when an effect is lost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from commons.models import Agent
from ledger.forms.places import PlaceField
from ledger.forms.refusals import RefusableForm, text_field
from ledger.models import Receipt
from ledger.rules import payouts
from ledger.rules.earmarks import FIRST_VINTAGE, LAST_VINTAGE

MOST_MONEY = Decimal("1e13")


class CentsField(forms.DecimalField):
    """An amount of money with two places, as whole cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(decimal_places=2, min_value=Decimal("0.01"), max_value=MOST_MONEY, **options)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)


class ArrivalForm(RefusableForm):
    """A payment as the bank statement shows it."""

    cents = CentsField(label="Amount")
    bank_reference = forms.CharField(label="Bank reference", max_length=140)
    arrived_at = forms.DateTimeField(label="Arrived", initial=timezone.now)


class GrantForm(ArrivalForm):
    """Money without a pledge: what it pays for is the fund's, as public benefit."""

    source = forms.ChoiceField(
        label="As", choices=[choice for choice in Receipt.Source.choices if choice[0] != Receipt.Source.PLEDGE]
    )
    payer = forms.ModelChoiceField(
        label="From",
        queryset=Agent.objects.filter(kind=Agent.Kind.COLLECTIVE, erased_at=None),
        help_text="People pay by pledging.",
    )
    family = forms.CharField(label="Only for the family", max_length=40, required=False)
    place = PlaceField(label="Only in", required=False)
    vintage_from = forms.IntegerField(
        label="First year", required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE
    )
    vintage_until = forms.IntegerField(
        label="Last year", required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE
    )


class RefundForm(RefusableForm):
    """Unspent money that goes back to its payer."""

    cents = CentsField(label="Amount")
    bank_reference = forms.CharField(label="Bank reference", max_length=140)
    reason = text_field("Reason", longest=2_000)


class ConfirmForm(RefusableForm):
    """The bank paid."""

    bank_reference = forms.CharField(label="Bank reference", max_length=140)


class RefusalForm(RefusableForm):
    """The bank did not pay."""

    refusal = forms.ChoiceField(
        label="What the bank said",
        choices=[(code, f"{code.replace('_', ' ')}: {then}") for code, then in payouts.NEXT_STEPS.items()],
    )


class ReversalForm(RefusableForm):
    """An effect that did not last."""

    quantity_g = forms.IntegerField(label="Grams of CO2e that were lost again", min_value=1, max_value=2**53 - 1)
    reason = text_field("What happened", longest=2_000)
    occurred_at = forms.DateTimeField(label="When", initial=timezone.now)
