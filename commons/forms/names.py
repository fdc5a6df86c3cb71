"""The name of a person whose login was made without one."""

from django import forms

from commons import errors
from commons.rules import names


class NameForm(forms.Form):
    """What a login made on the command line still lacks."""

    name = forms.CharField(label="Your name", max_length=names.LONGEST)

    def clean_name(self) -> str:
        try:
            return names.clean(self.cleaned_data["name"])
        except errors.BadInput as refusal:
            raise forms.ValidationError(f"Give {refusal.expected}.") from refusal
