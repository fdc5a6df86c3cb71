"""Insulating a building, after the form of CDM AMS-II.E: heat before and after, corrected for the weather."""

from datetime import date
from decimal import Decimal

from ledger.rules.methodologies.families import energy
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity, country
from ledger.rules.worksheets import line

MOST_HEAT = Decimal(1_000_000_000)


def _degree_days(name: str, label: str) -> Quantity:
    return Quantity(name=name, label=label, unit="K·d", minimum=Decimal(10), maximum=Decimal(15_000))


METHODOLOGY = Methodology(
    code="insulation",
    version=1,
    title="Insulation of a building",
    family="insulation",
    effect="avoidance",
    source="Form of CDM AMS-II.E (from memory)",
    gwp_report="AR5",
    parameters=(
        Quantity(name="heat_before", label="Heat used before, in as long a time", unit="kWh", maximum=MOST_HEAT),
        Quantity(name="heat_after", label="Heat used now", unit="kWh", maximum=MOST_HEAT),
        _degree_days("degree_days_before", "Heating degree-days then"),
        _degree_days("degree_days_after", "Heating degree-days now"),
        Quantity(
            name="boiler_efficiency",
            label="Efficiency of the heating (1 where the readings are of the fuel)",
            unit="fraction",
            minimum=Decimal("0.3"),
            maximum=Decimal("1.1"),
        ),
        energy.FUEL,
        energy.FUEL_FACTOR,
        country("grid_factors", "Country, for its grid where the heating is electric"),
        energy.GRID_FACTOR,
        energy.DWELLINGS,
    ),
    lookups=energy.look_up_fuel,
    tables=("fuels", "grid_factors"),
    lines=(
        line(
            "heat_expected",
            "Heat that this weather would have taken before",
            "heat_before * degree_days_after / degree_days_before",
            "kWh",
        ),
        line(
            "baseline",
            "Emissions without the insulation",
            "heat_expected / boiler_efficiency * 0.0036 * fuel_factor",
            "kg CO2e",
        ),
        line("project", "Emissions with it", "heat_after / boiler_efficiency * 0.0036 * fuel_factor", "kg CO2e"),
        line("leakage", "Leakage", "0", "kg CO2e"),
        line(
            "weather_doubt",
            "Weather that differed by more than 20 %",
            "max(0, max(degree_days_after / degree_days_before, degree_days_before / degree_days_after) - 1.20)",
            "fraction",
        ),
        line(
            "deduction",
            "Doubt about the weather's part",
            "min(1, weather_doubt) * max(baseline - project, 0)",
            "kg CO2e",
        ),
    ),
    uncertainty="What the weather differs by above 20 % is taken off: so long a correction is not to be trusted.",
    leakage="None.",
    ceiling=line(
        "ceiling",
        "no dwelling needs more than 60,000 kWh of heat a year",
        "dwellings * 60000 / boiler_efficiency * 0.0036 * fuel_factor * days / 365",
        "kg",
    ),
    minimum_tier="peer-verified",
    objection_days=7,
    asset_kinds=("building", "meter"),
    valid_from=date(2024, 1, 1),
)
