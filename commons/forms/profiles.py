"""What people say of themselves, and how they read these pages."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commons.forms.places import PlaceField
from commons.forms.refusals import RefusableForm
from commons.rules import names

OUTDATED = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


@cache
def zones() -> list[str]:
    """Those named after a place, and UTC."""
    known = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(OUTDATED))
    return ["UTC", *sorted(known)]


def _zones() -> list[tuple[str, Any]]:
    return [("", _("As the site has it: %(zone)s") % {"zone": settings.TIME_ZONE})] + [
        (zone, zone.replace("_", " ")) for zone in zones()
    ]


class ProfileForm(RefusableForm):
    """Name, place, time zone, language."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=names.LONGEST,
        help_text=_("Shown to your collectives, to the verifiers of your claims, and to nobody else."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    place = PlaceField(
        label=_("Where you live"), required=False, help_text=_("A country, region or town. Suggested when you file.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=_zones)
    language = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("Of these pages, and of the mail that you get")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = [("", _("As your browser asks")), *settings.LANGUAGES]  # type: ignore[attr-defined]
