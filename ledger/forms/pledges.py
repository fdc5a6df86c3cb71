"""Pledging: one amount, and what else one may say."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.models import Agent
from ledger.forms.places import PlaceField
from ledger.forms.refusals import KeyedForm, date_field, text_field
from ledger.forms.treasury import CentsField
from ledger.models import Fund, Pledge
from ledger.rules import methodologies
from ledger.rules.earmarks import FIRST_VINTAGE, LAST_VINTAGE

DAYS_TO_PAY = 14
CADENCES = [
    (Pledge.Cadence.ONCE, _("Once")),
    (Pledge.Cadence.MONTHLY, _("Every month")),
    (Pledge.Cadence.QUARTERLY, _("Every three months")),
    (Pledge.Cadence.YEARLY, _("Every year")),
]
ANYTHING = ("", _("Anything the fund pays for"))
EARMARKS = ("family", "place", "vintage_from", "vintage_until")


class PledgeForm(KeyedForm):
    """How much, how often, from when; then, for those who want to, what alone it may pay for, and why."""

    amount = CentsField(label=_("Amount"))
    cadence = forms.ChoiceField(label=_("How often?"), choices=CADENCES, widget=forms.RadioSelect)
    starts_on = date_field(_("When will you pay?"))
    ends_on = date_field(_("Until"), required=False)
    cap = CentsField(label=_("Never more in all than"), required=False)
    family = forms.ChoiceField(label=_("Only for one kind of effect"), required=False)
    place = PlaceField(label=_("Only in one place, and all inside it"), required=False)
    vintage_from = forms.IntegerField(
        label=_("Only for years from"), required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE
    )
    vintage_until = forms.IntegerField(label=_("to"), required=False, min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE)
    benefit = text_field(_("Why do you pay for this?"), longest=2_000, required=False)

    says = {"instalment_cents": "amount", "cap_cents": "cap"}

    def __init__(self, *args: Any, fund: Fund, **options: Any) -> None:
        super().__init__(*args, **options)
        families = sorted({method.family for method in methodologies.all()})
        self.fields["family"].choices = [ANYTHING, *((family, family.replace("-", " ")) for family in families)]
        self.fields["starts_on"].initial = timezone.localdate() + timedelta(days=DAYS_TO_PAY)
        self.fields["amount"].help_text = _("In %(currency)s.") % {"currency": fund.currency.name}
        self.fields["starts_on"].help_text = _("The first time, if it is more than once. You can cancel until then.")
        self.fields["ends_on"].help_text = _("Left empty, it goes on until you cancel.")
        self.fields["benefit"].help_text = _(
            "Such as: less water to clean, less illness, a cooler street. Not on the public record, and shown only"
            " with the certificate of a collective."
        )
        self.fields["amount"].short = self.fields["cap"].short = True
        self.fields["vintage_from"].short = self.fields["vintage_until"].short = True

    @property
    def earmarks(self) -> list[forms.BoundField]:
        """What narrows what it pays for."""
        return [self[name] for name in (*EARMARKS, "benefit")]

    @property
    def has_earmarks(self) -> bool:
        """Whether any of that was filled in, so that it is not folded away."""
        return any(self[name].value() or self[name].errors for name in (*EARMARKS, "benefit"))

    @property
    def recurs(self) -> bool:
        """Whether an end or a limit was filled in."""
        return any(self[name].value() or self[name].errors for name in ("ends_on", "cap"))

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on < timezone.localdate():
            raise forms.ValidationError(_("Give today or a later day."))
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("cadence") == Pledge.Cadence.ONCE:
            for name in ("ends_on", "cap"):
                if cleaned.get(name):
                    self.add_error(name, _("Only for a pledge that is paid more than once."))
        if cleaned.get("vintage_from") and not cleaned.get("vintage_until"):
            cleaned["vintage_until"] = cleaned["vintage_from"]
        return cleaned

    def asked(self, acting_for: Agent) -> dict[str, Any]:
        """What the action is asked for."""
        given = {
            name: self.cleaned_data[name] for name in (*EARMARKS, "benefit", "cadence", "starts_on", "ends_on", "key")
        }
        return given | {
            "acting_for": acting_for,
            "instalment_cents": self.cleaned_data["amount"],
            "cap_cents": self.cleaned_data["cap"],
        }

    def planned(self, fund: Fund, acting_for: Agent) -> Pledge:
        """The pledge as it would be, for the page that asks to check it; not a row."""
        terms = {name: value for name, value in self.asked(acting_for).items() if name not in ("key", "acting_for")}
        return Pledge(fund=fund, funder=acting_for, **terms)
