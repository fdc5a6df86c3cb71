"""A place, as people write it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from commons.models import Place

MOST_SHOWN = 6


class PlaceField(forms.CharField):
    """A place by its name, its ISO 3166 code or its path; where several have the name, it asks which."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        return self._found(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """Its name, where that says which; else its path."""
        if not isinstance(value, Place):
            return value
        others = Place.objects.filter(name__unaccent__iexact=value.name).exclude(pk=value.pk)
        return value.path if others.exists() else value.name

    def _found(self, text: str) -> Place:
        named = Q(path=text.lower()) | Q(code__iexact=text) | Q(name__unaccent__iexact=text)
        known = Place.objects.select_related("parent")
        found = list(known.filter(named)[: MOST_SHOWN + 1])
        found = found or list(known.filter(name__unaccent__istartswith=text)[: MOST_SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("We know no place of that name: give a larger one around it, or a country."))
        several = "; ".join(f"{place.name}, {place.parent} ({place.path})" for place in found[:MOST_SHOWN])
        asked = _("Which one? Write what stands in the brackets: %(several)s.")
        raise forms.ValidationError(asked % {"several": several})
