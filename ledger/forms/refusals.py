"""Forms that can say what the ledger refused, at the field that it is about."""

import uuid
from typing import Any

from django import forms

from commons import errors as commons_errors
from ledger import errors

Refusal = errors.Refusal | commons_errors.Refusal
BadInput = errors.BadInput | commons_errors.BadInput
SENT_BEFORE = (
    "This form was sent before, with other answers. See whether that did what you want; if not, send it again."
)


def new_key() -> str:
    """Names one sending of a form, so that a second click does nothing twice."""
    return uuid.uuid4().hex


class RefusableForm(forms.Form):
    """A form whose action may refuse. `says` maps the ledger's names of fields to the form's, where they differ."""

    says: dict[str, str] = {}
    clash: str = ""

    def refuse(self, refusal: Refusal) -> None:
        """Say at its field, or above the form, why nothing was done and what would be right."""
        if isinstance(refusal, errors.KeyReused):
            self.data = self.data.copy()
            self.data[self.add_prefix("key")] = new_key()
            self.add_error(None, SENT_BEFORE)
            return
        if isinstance(refusal, errors.DoubleCount):
            self.clash = refusal.other_reference
        self.add_error(self._field(refusal), words(refusal))

    def _field(self, refusal: Refusal) -> str | None:
        named = getattr(refusal, "field", "")
        candidates = (self.says.get(named), named, named.partition(".")[2], named.partition(".")[0])
        return next((name for name in candidates if name in self.fields), None)


class KeyedForm(RefusableForm):
    """A form whose action is done once, however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)


def words(refusal: Refusal) -> str:
    """What a refusal says to people."""
    if isinstance(refusal, errors.FileRefused) and refusal.field == "file":
        return f"This is {refusal.given}; expected {refusal.expected}."
    if isinstance(refusal, BadInput):
        if refusal.given in ("", None):
            return f"Needed: {refusal.expected}."
        return f"{errors.shown(refusal.given)} cannot be used; expected {refusal.expected}."
    return str(refusal)


def date_field(label: str, **options: Any) -> forms.DateField:
    """A day, asked for as browsers ask for one."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    field = forms.DateField(label=label, widget=widget, **options)
    field.short = True
    return field


def text_field(label: str, *, longest: int = 5_000, **options: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": 5}), **options)
