"""Erasing oneself: typed, so that it is no slip."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.refusals import RefusableForm


class ErasureForm(RefusableForm):
    """One's own name, once more."""

    name = forms.CharField(
        label=_("Type your name to confirm"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, whose: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.whose = whose

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.strip().casefold() != self.whose.strip().casefold():
            raise forms.ValidationError(_("This is another name than the one on your profile."))
        return typed
