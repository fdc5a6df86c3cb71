"""What operators are asked when money arrives, goes back or is paid out, and when an effect is lost."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class CollectiveField(forms.CharField):
    """A collective by its name or id: a list of all of them would be as long as the world is wide."""

    def clean(self, value: Any) -> Agent | None:
        if not (given := super().clean(value)):
            return None
        found = list(_collectives(given)[:2])
        if not found:
            raise forms.ValidationError(_("No collective has that name or id."))
        if len(found) > 1:
            raise forms.ValidationError(_("More than one collective has that name: give its id, from its admin page."))
        return found[0]


def _collectives(given: str) -> QuerySet[Agent]:
    there = Agent.objects.filter(kind=Agent.Kind.COLLECTIVE, erased_at=None)
    try:
        return there.filter(pk=UUID(given))
    except ValueError:
        return there.filter(name__iexact=given)


class ArrivalForm(RefusableForm):
    """A payment as the bank statement shows it."""

    cents = CentsField(label=_("Amount"))
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=140)
    arrived_at = forms.DateTimeField(label=_("Arrived"), initial=timezone.now)


class GrantForm(ArrivalForm):
    """Money without a pledge: what it pays for is the fund's, as public benefit."""

    source = forms.ChoiceField(
        label=_("As"), choices=[choice for choice in Receipt.Source.choices if choice[0] != Receipt.Source.PLEDGE]
    )
    payer = CollectiveField(label=_("From"), help_text=_("The collective's name, or its id. People pay by pledging."))
    family = forms.CharField(label=_("Only for the family"), max_length=40, required=False)
    place = PlaceField(label=_("Only in"), required=False)
    vintage_from = forms.IntegerField(
        label=_("First year"), required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE
    )
    vintage_until = forms.IntegerField(
        label=_("Last year"), required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE
    )


class RefundForm(RefusableForm):
    """Unspent money that goes back to its payer."""

    cents = CentsField(label=_("Amount"))
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=140)
    reason = text_field(_("Reason"), longest=2_000)


class ConfirmForm(RefusableForm):
    """The bank paid."""

    bank_reference = forms.CharField(label=_("Bank reference"), max_length=140)


class RefusalForm(RefusableForm):
    """The bank did not pay."""

    refusal = forms.ChoiceField(
        label=_("What the bank said"),
        choices=[(code, f"{code.replace('_', ' ')}: {then}") for code, then in payouts.NEXT_STEPS.items()],
    )


class ReversalForm(RefusableForm):
    """An effect that did not last."""

    quantity_g = forms.IntegerField(label=_("Grams of CO2e that were lost again"), min_value=1, max_value=2**53 - 1)
    reason = text_field(_("What happened"), longest=2_000)
    occurred_at = forms.DateTimeField(label=_("When"), initial=timezone.now)
