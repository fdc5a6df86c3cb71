"""Biochar, after the Global C-Sink standard of Carbon Standards International: what is left after so many years."""

from datetime import date
from decimal import Decimal

from ledger.rules.methodologies.families import biochars
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import Worksheet, line

SOURCE = "CSI Global C-Sink v3.2 (transcribed)"


def _lookups(sheet: Worksheet) -> None:
    """Well charred biochar (H/C under 0.4) is three quarters inert."""
    inert = Decimal("0.75") if sheet.figure("hydrogen_to_carbon") < Decimal("0.4") else Decimal(0)
    sheet.look_up("inert", "Inert part of the carbon", inert, "fraction", where="0.75 where H/C < 0.4", source=SOURCE)


METHODOLOGY = Methodology(
    code="csi-csink",
    version=1,
    title="Biochar, by years in the soil",
    family="biochar",
    effect="removal",
    source="CSI Global C-Sink v3.2",
    gwp_report="AR6",
    parameters=(
        biochars.WET_MASS,
        biochars.MOISTURE,
        biochars.CARBON,
        biochars.HYDROGEN,
        Quantity(
            name="years",
            label="Years for which the carbon is to be stored",
            unit="count",
            minimum=Decimal(1),
            maximum=Decimal(1000),
            integer=True,
            default="100",
            source="a century, as is usual",
        ),
        biochars.PROJECT_EMISSIONS,
    ),
    lookups=_lookups,
    lines=(
        biochars.DRY_MASS,
        biochars.STORED,
        line(
            "slow_pool",
            "Left of the part that is not inert",
            "0.1787 * exp(-0.5337 * years) + 0.8237 * exp(-0.00997 * years)",
            "fraction",
        ),
        line("persistence", "Part that is still there", "min(1, inert + (1 - inert) * slow_pool)", "fraction"),
        line("lost", "CO2 that goes back to the air", "stored * (1 - persistence)", "t"),
        line("baseline", "Stored without the project", "0", "t CO2e"),
        line("project", "Stored with the project, less its emissions", "stored - lost - project_emissions", "t CO2e"),
        line("leakage", "Leakage", "0", "t CO2e"),
        line("deduction", "Margin of 20 kg for each tonne of biochar", "0.020 * biochar_dry", "t CO2e"),
    ),
    uncertainty="A margin of 20 kg CO2e for each tonne of dry biochar.",
    leakage="None: only biomass that the standard lists is taken.",
    ceiling=biochars.CEILING,
    minimum_tier="accredited",
    objection_days=30,
    asset_kinds=("facility",),
    valid_from=date(2024, 1, 1),
)
