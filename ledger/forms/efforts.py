"""What people did, in their words, and the method by which each is counted."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.actions import external
from ledger.rules import methodologies

Text = Any  # a text that is translated when it is shown


@dataclass(frozen=True)
class Effort:
    """`did` finishes the sentence of somebody who did it; `needs` says what they must know to claim it this way."""

    method: str
    did: Text
    needs: Text


KINDS: tuple[tuple[Text, tuple[Effort, ...]], ...] = (
    (
        _("Heating and buildings"),
        (
            Effort(
                "heat-pump",
                _("A heat pump heats in place of a boiler"),
                _("You need the heat in the period, from a heat meter or calculated, and what the boiler burnt."),
            ),
            Effort(
                "insulation",
                _("A building was insulated"),
                _("You need the heat used before and now, and how cold both periods were (degree days)."),
            ),
        ),
    ),
    (
        _("Electricity"),
        (
            Effort(
                "ams-i-d",
                _("A plant of at most 15 MW feeds renewable electricity into the grid"),
                _("You need the meter's readings. Most solar roofs, small wind and small hydro belong here."),
            ),
            Effort(
                "acm0002",
                _("A larger plant feeds renewable electricity into the grid"),
                _("You need the meter's readings, and emissions of the plant itself if it has any."),
            ),
            Effort(
                "vmr0017",
                _("Such a plant, and what making and building it emitted is counted too"),
                _("You need the readings, and the emissions embodied in the plant."),
            ),
        ),
    ),
    (
        _("Cooking"),
        (
            Effort(
                "ams-ii-g",
                _("Better stoves are in use, and their efficiency was tested"),
                _("You need the serial numbers, the test of efficiency, and a survey of how many are used."),
            ),
            Effort(
                "vm0050",
                _("Better stoves are in use, and the fuel was measured in homes"),
                _("You need the serial numbers, and fuel weighed in a sample of homes before and after."),
            ),
        ),
    ),
    (
        _("Getting about"),
        (
            Effort(
                "ams-iii-bm",
                _("People go by bicycle, cargo bike or e-bike instead of by motor"),
                _("You need trips or kilometres, and by what those trips were made before."),
            ),
        ),
    ),
    (
        _("Trees"),
        (
            Effort(
                "ar-acm0003",
                _("Trees were planted, and their biomass was measured"),
                _("You need the plot's corners, and biomass a hectare from sample plots."),
            ),
            Effort(
                "gs403",
                _("Trees were planted, and the volume of their stems was measured"),
                _("You need the plot's corners, and cubic metres of stem from sample plots."),
            ),
        ),
    ),
    (
        _("Biochar"),
        (
            Effort(
                "puro-biochar",
                _("Biochar went into soil whose temperature is known"),
                _("You need the laboratory's report, and the mean temperature of the soil."),
            ),
            Effort(
                "csi-csink",
                _("Biochar is in the soil, counted by the years it has been there"),
                _("You need the laboratory's report, and when it was put in."),
            ),
        ),
    ),
)


def kinds() -> list[tuple[Text, list[Effort]]]:
    """Every method that the form asks for, by kind of effort; one that has no words here stands under its title.

    Tonnes of another registry are told by their serials, and have a way of their own.
    """
    worded = {effort.method for _kind, efforts in KINDS for effort in efforts}
    told = {*worded, external.METHODOLOGY}
    left = {known.code: known.title for known in methodologies.all() if known.code not in told}
    found = [(kind, list(efforts)) for kind, efforts in KINDS]
    return found + ([(_("Other"), [Effort(code, title, "") for code, title in left.items()])] if left else [])


def did(method: str) -> Text:
    """What was done, in the words by which it was chosen; the method's code where there are none."""
    return next((effort.did for _kind, efforts in kinds() for effort in efforts if effort.method == method), method)
