"""What the list of claims can be narrowed to, as it stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.models import Place
from commons.rules import countries
from ledger.forms.places import PlaceField
from ledger.models import Claim
from ledger.queries.registry_list import Filters
from ledger.rules import methodologies

FIRST_YEAR, LAST_YEAR = 1990, 2200
ANY = [("", _("Any"))]
SORTS = [("", _("Newest first")), ("largest", _("Largest first")), ("vintage", _("Latest year first"))]
VIEWS = [("table", _("Table")), ("cards", _("Cards")), ("map", _("Map"))]
# The fields of the form, by the filters that they fill.
FIELDS = {"text": "q", "open_to_fund": "open"}


class PlaceFilter(PlaceField):
    """A place by any of its names; a country's may be in one of several languages."""

    def _found(self, text: str) -> Place:
        codes = countries.named(text)
        if len(codes) == 1 and (country := Place.objects.filter(kind=Place.Kind.COUNTRY, code__in=codes).first()):
            return country
        return super()._found(text)


class ClaimFilters(forms.Form):
    """Every field may be left empty; what is wrong is said, and narrows nothing."""

    q = forms.CharField(
        label=_("What"),
        required=False,
        max_length=100,
        help_text=_("A method, an effect, a place or a reference (C-1)"),
    )
    place = PlaceFilter(label=_("Where"), required=False, help_text=_("A country, region or town"))
    family = forms.ChoiceField(label=_("Kind of effect"), required=False)
    methodology = forms.ChoiceField(label=_("Method"), required=False)
    vintage = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    tier = forms.ChoiceField(label=_("How it is backed"), required=False, choices=[*ANY, *Claim.Tier.choices])
    state = forms.ChoiceField(label=_("State"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    open = forms.BooleanField(label=_("Open to fund"), required=False)
    view = forms.ChoiceField(required=False, choices=VIEWS, widget=forms.HiddenInput)

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
        given = {name: value for name, value in self.cleaned_data.items() if value and name not in ("sort", "view")}
        return Filters(
            text=given.pop("q", ""),
            open_to_fund=given.pop("open", False),
            **given,
        )
