"""What claimants say of where they are paid, and treasurers of a fund's account and the payments on it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ledger.forms.refusals import RefusableForm, date_field
from ledger.forms.treasury import CentsField, CollectiveField


class BankAccountForm(RefusableForm):
    """Where a claimant is paid."""

    holder_name = forms.CharField(
        label=_("In whose name is the account?"), max_length=140, help_text=_("As the bank has it.")
    )
    iban = forms.CharField(
        label=_("IBAN"), max_length=50, help_text=_("The number of the account, with or without spaces.")
    )


class TermsForm(RefusableForm):
    """Where a fund is paid, and from what amount on it pays out."""

    account_holder = forms.CharField(label=_("In whose name is the fund's account?"), max_length=140)
    iban = forms.CharField(
        label=_("IBAN"), max_length=50, help_text=_("Shown to everybody who pledges, and on the public record.")
    )
    minimum_payout_cents = CentsField(
        label=_("Smallest payout"),
        required=False,
        help_text=_("What is owed below it waits. Left empty, every cent is paid."),
    )

    def clean_minimum_payout_cents(self) -> int:
        return self.cleaned_data["minimum_payout_cents"] or 0


class BookingForm(RefusableForm):
    """A payment that reached a fund: under a pledge, or as a grant of a collective's."""

    cents = CentsField(label=_("Amount"))
    arrived_on = date_field(_("Arrived on"), initial=timezone.localdate)
    bank_reference = forms.CharField(
        label=_("Bank reference"), max_length=140, help_text=_("Of the payment, as the bank statement has it.")
    )
    pledge = forms.CharField(
        label=_("Which pledge?"),
        max_length=40,
        required=False,
        help_text=_("Such as P-000012, or the RF reference that the payer gave."),
    )
    payer = CollectiveField(
        label=_("Or a grant from whom?"),
        max_length=200,
        required=False,
        help_text=_("The name of a collective, if there was no pledge. People pay by pledging."),
    )

    says = {"arrived_at": "arrived_on"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("pledge")) == bool(cleaned.get("payer")) and "payer" not in self.errors:
            self.add_error("pledge", _("Give the pledge, or else the name of who gave a grant."))
        return cleaned


class StatementForm(RefusableForm):
    """A bank statement's lines."""

    file = forms.FileField(label=_("CSV file"))
