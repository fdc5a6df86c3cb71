"""Taking tokens out of use."""

from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange

from ledger import errors
from ledger.forms.refusals import KeyedForm, date_field, text_field, words
from ledger.rules import measures


class RetirementForm(KeyedForm):
    """How much, for whom, why, and what it answers for."""

    quantity = forms.CharField(
        label="How much?", max_length=60, help_text='With its unit, such as "250 kg" or "1.5 t"; to the gram.'
    )
    beneficiary = forms.CharField(label="For whom?", max_length=200, required=False)
    beneficiary_is_public = forms.BooleanField(
        label="It is an organisation, and may be named in public", required=False
    )
    reason = text_field("Why?", longest=2_000, required=False)
    consumed_from = date_field("First day of what it answers for", required=False)
    consumed_until = date_field("Last day", required=False)

    says = {"quantity_g": "quantity", "consumed": "consumed_until"}

    def clean_quantity(self) -> int:
        try:
            grams = measures.quantity(self.cleaned_data["quantity"], field="quantity", unit="kg") * 1000
        except errors.BadInput as refusal:
            raise forms.ValidationError(words(refusal)) from refusal
        if grams != int(grams) or grams <= 0:
            raise forms.ValidationError("Give more than zero, in whole grams.")
        return int(grams)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("consumed_from"), cleaned.get("consumed_until")
        if bool(first) != bool(last):
            self.add_error("consumed_until", "Give both days, or neither.")
        elif first and last and last < first:
            self.add_error("consumed_until", f"Give {first} or a later day.")
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is asked for."""
        names = ("beneficiary", "beneficiary_is_public", "reason", "key")
        given = {name: self.cleaned_data[name] for name in names}
        return given | {"quantity_g": self.cleaned_data["quantity"], "consumed": self._days()}

    def _days(self) -> DateRange | None:
        first: date | None = self.cleaned_data["consumed_from"]
        last: date | None = self.cleaned_data["consumed_until"]
        return DateRange(first, last, "[]") if first and last else None
