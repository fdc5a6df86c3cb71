"""Taking tokens out of use."""

from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from ledger import errors
from ledger.forms.places import PlaceField
from ledger.forms.refusals import KeyedForm, date_field, text_field, words
from ledger.rules import measures

PERSON, ORGANISATION = "person", "organisation"


class RetirementForm(KeyedForm):
    """How much, for whom, where and why, and what it answers for."""

    quantity = forms.CharField(
        label=_("How much?"), max_length=60, help_text=_('With its unit, such as "250 kg" or "1.5 t"; to the gram.')
    )
    beneficiary = forms.CharField(label=_("For whom?"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Who is that?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (
                PERSON,
                _("A person, or nobody who is to be named: the record keeps a fingerprint that only you can open"),
            ),
            (ORGANISATION, _("An organisation, to be named in public and on the record for good")),
        ],
    )
    place = PlaceField(label=_("Where was it used?"), required=False, help_text=_("A town, a region or a country."))
    reason = text_field(
        _("Why?"), longest=2_000, required=False, help_text=_("Such as: our train trips of 2025. Not public.")
    )
    consumed_from = date_field(_("First day of what it answers for"), required=False)
    consumed_until = date_field(_("Last day"), required=False)

    says = {"quantity_g": "quantity", "consumed": "consumed_until", "beneficiary_is_public": "kind"}

    def clean_quantity(self) -> int:
        try:
            grams = measures.quantity(self.cleaned_data["quantity"], field="quantity", unit="kg") * 1000
        except errors.BadInput as refusal:
            raise forms.ValidationError(words(refusal)) from refusal
        if grams != int(grams) or grams <= 0:
            raise forms.ValidationError(_("Give more than zero, in whole grams."))
        return int(grams)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("consumed_from"), cleaned.get("consumed_until")
        if bool(first) != bool(last):
            self.add_error("consumed_until", _("Give both days, or neither."))
        elif first and last and last < first:
            self.add_error("consumed_until", _("Give %(day)s or a later day.") % {"day": first})
        if cleaned.get("beneficiary") and not cleaned.get("kind"):
            self.add_error("kind", _("Say whether that may be public."))
        if cleaned.get("kind") == ORGANISATION and not cleaned.get("beneficiary"):
            self.add_error("beneficiary", _("Give the name of the organisation."))
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is asked for."""
        given = {name: self.cleaned_data[name] for name in ("beneficiary", "reason", "place", "key")}
        return given | {
            "quantity_g": self.cleaned_data["quantity"],
            "beneficiary_is_public": self.cleaned_data["kind"] == ORGANISATION,
            "consumed": self._days(),
        }

    def _days(self) -> DateRange | None:
        first: date | None = self.cleaned_data["consumed_from"]
        last: date | None = self.cleaned_data["consumed_until"]
        return DateRange(first, last, "[]") if first and last else None
