"""What the list of claims can be narrowed to, as it stands in the address."""

from typing import Any

from django import forms

from ledger.forms.places import PlaceField
from ledger.models import Claim
from ledger.queries.registry_list import Filters
from ledger.rules import methodologies

FIRST_YEAR, LAST_YEAR = 1990, 2200
ANY = [("", "Any")]


class ClaimFilters(forms.Form):
    """Every field may be left empty; what is wrong is said, and narrows nothing."""

    q = forms.CharField(
        label="Search", required=False, max_length=100, help_text="A reference (C-1), a method or a place"
    )
    family = forms.ChoiceField(label="Kind of effect", required=False)
    methodology = forms.ChoiceField(label="Method", required=False)
    place = PlaceField(label="Place", required=False)
    vintage = forms.IntegerField(label="Year", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    tier = forms.ChoiceField(label="How it is backed", required=False, choices=[*ANY, *Claim.Tier.choices])
    state = forms.ChoiceField(label="State", required=False)
    open = forms.BooleanField(label="Open to fund", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = methodologies.all()
        families = sorted({method.family for method in known})
        self.fields["family"].choices = [*ANY, *((family, family.replace("-", " ")) for family in families)]
        self.fields["methodology"].choices = [*ANY, *sorted({m.code: m.title for m in known}.items())]
        self.fields["state"].choices = [*ANY, *(choice for choice in Claim.State.choices if choice[0] != "draft")]

    @property
    def filters(self) -> Filters:
        """What was understood."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(
            text=given.pop("q", ""),
            open_to_fund=given.pop("open", False),
            **given,
        )
