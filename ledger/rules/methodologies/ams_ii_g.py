"""Improved cookstoves, after CDM AMS-II.G: fuel saved follows from the stoves' efficiencies."""

from datetime import date
from decimal import Decimal

from ledger.rules import tables
from ledger.rules.methodologies.families import cooking
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import line

WOOD, WOOD_SOURCE = tables.default("wood_per_person")
OPEN_FIRE, OPEN_FIRE_SOURCE = tables.default("three_stone_efficiency")
ENERGY, ENERGY_SOURCE = tables.default("wood_energy")
CARBON, CARBON_SOURCE = tables.default("wood_carbon")


METHODOLOGY = Methodology(
    code="ams-ii-g",
    version=1,
    title="Improved cookstoves, by efficiency",
    family="cooking",
    effect="avoidance",
    source="CDM AMS-II.G with TOOL33 v3 (equation from memory)",
    gwp_report="AR5",
    parameters=(
        Quantity(name="stoves", label="Stoves given out", unit="stoves", maximum=Decimal(1_000_000), integer=True),
        Quantity(
            name="usage",
            label="Part of them in use, at the survey's lower 90 % bound",
            unit="fraction",
            maximum=Decimal(1),
        ),
        Quantity(name="people_per_stove", label="People who eat from a stove", unit="people", maximum=Decimal(20)),
        Quantity(
            name="wood_per_person",
            label="Wood for a person's cooking in a year",
            unit="t",
            maximum=Decimal(3),
            default=WOOD,
            source=WOOD_SOURCE,
        ),
        Quantity(
            name="period_days",
            label="Days that the claim is for",
            unit="d",
            minimum=Decimal(1),
            maximum=Decimal(3660),
            integer=True,
            default="365",
            source="a year",
        ),
        Quantity(
            name="efficiency_before",
            label="Efficiency of the old stove",
            unit="fraction",
            minimum=Decimal("0.05"),
            maximum=Decimal("0.95"),
            default=OPEN_FIRE,
            source=OPEN_FIRE_SOURCE,
        ),
        Quantity(
            name="efficiency_after",
            label="Efficiency of the new stove",
            unit="fraction",
            minimum=Decimal("0.05"),
            maximum=Decimal("0.95"),
        ),
        cooking.COUNTRY,
        cooking.FNRB,
        Quantity(
            name="energy_content",
            label="Energy in the wood",
            unit="GJ/t",
            minimum=Decimal(8),
            maximum=Decimal(20),
            default=ENERGY,
            source=ENERGY_SOURCE,
        ),
        Quantity(
            name="fuel_factor",
            label="CO2 of burning wood",
            unit="kg/GJ",
            maximum=Decimal(120),
            default=CARBON,
            source=CARBON_SOURCE,
        ),
    ),
    lookups=cooking.look_up_fnrb,
    tables=("defaults", "fnrb"),
    lines=(
        line(
            "wood_before",
            "Wood that a stove burned before",
            "people_per_stove * wood_per_person * period_days / 365",
            "t",
        ),
        line("wood_after", "Wood that it burns now", "wood_before * efficiency_before / efficiency_after", "t"),
        line("wood_saved", "Wood that it saves", "wood_before - wood_after", "t"),
        line(
            "wood_factor",
            "CO2 of a tonne of wood that does not grow back",
            "energy_content * fuel_factor * fnrb / 1000",
            "t/t",
        ),
        line("baseline", "Emissions without the stoves", "stoves * usage * wood_before * wood_factor", "t CO2e"),
        line("project", "Emissions with the stoves", "stoves * usage * wood_after * wood_factor", "t CO2e"),
        line("leakage", "Leakage", "0.05 * max(baseline - project, 0)", "t CO2e"),
        line("deduction", "Deduction for uncertainty", "0", "t CO2e"),
    ),
    uncertainty="Use is stated at the lower 90 % bound of the survey; nothing more is taken off.",
    leakage="5 % of what is saved.",
    ceiling=line(
        "ceiling",
        "only the claim's own days count, in a year a stove saves 4 t of wood at most and an activity 180 GWh of it",
        "days * min(min(stoves * 4 * 15.6, 180 * 3600) * 112 / 365, max(baseline - project, 0) * 1000 / period_days)",
        "kg",
    ),
    minimum_tier="measured",
    objection_days=30,
    asset_kinds=("stove_serials",),
    valid_from=date(2024, 1, 1),
)
