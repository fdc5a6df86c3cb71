"""What the list of other registries' blocks can be narrowed to, as it stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class IssuanceFilters(forms.Form):
    """Every field may be left empty."""

    text = forms.CharField(label=_("Project"), required=False, max_length=100, help_text=_("Its name or number"))
    registry = forms.ChoiceField(label=_("Registry"), required=False)
    country = forms.CharField(label=_("Country, as spelt there"), required=False, max_length=100)

    def __init__(self, *args: Any, registries: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["registry"].choices = [("", _("Any")), *((name, name.replace("-", " ")) for name in registries)]
