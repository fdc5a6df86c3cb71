"""Improved cookstoves, after Verra VM0050: fuel measured before and after."""

from datetime import date
from decimal import Decimal

from ledger.rules import tables
from ledger.rules.methodologies.families import cooking
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice, Quantity
from ledger.rules.worksheets import Worksheet, line

FUELS = tuple(row["fuel"] for row in tables.rows("cooking_fuels"))
# What is left of a fraction from the older TOOL30 (VM0050 footnote 22, transcribed): 26 % is taken off.
KEPT_OF_TOOL30 = Decimal("0.74")


def _lookups(sheet: Worksheet) -> None:
    cooking.look_up_fnrb(sheet)
    basis = sheet.choice("fnrb_basis")
    kept, source = (KEPT_OF_TOOL30, "VM0050 footnote 22 (transcribed)") if basis == "tool30" else (Decimal(1), "VM0050")
    sheet.look_up("fnrb_kept", "Part of that fraction that counts", kept, "fraction", where=basis, source=source)
    for when in ("before", "after"):
        _look_up_fuel(sheet, when)


def _look_up_fuel(sheet: Worksheet, when: str) -> None:
    row = tables.by("cooking_fuels", "fuel")[sheet.choice(f"fuel_{when}")]
    columns = (
        ("ncv", "Energy in the fuel", "tj_per_t", "TJ/t"),
        ("ef_co2", "CO2 of burning it", "tco2_per_tj", "t/TJ"),
        ("ef_non_co2", "Methane and nitrous oxide of burning it", "tco2e_non_co2_per_tj", "t/TJ"),
    )
    for name, label, column, unit in columns:
        figure, where, source = tables.figure(row, column), f"{row['fuel']}, {when}", tables.cited(row)
        sheet.look_up(f"{name}_{when}", label, figure, unit, where=where, source=source)


METHODOLOGY = Methodology(
    code="vm0050",
    version=1,
    title="Improved cookstoves, fuel measured",
    family="cooking",
    effect="avoidance",
    source="Verra VM0050 v1.0, equations 1, 2, 7 and 11",
    gwp_report="AR5",
    parameters=(
        Quantity(name="stoves", label="Stoves given out", unit="stoves", maximum=Decimal(10_000_000), integer=True),
        Quantity(
            name="usage",
            label="Part of them in use, from the survey",
            unit="fraction",
            maximum=Decimal(1),
        ),
        Quantity(
            name="usage_half_width",
            label="90 % confidence half-width of that part",
            unit="fraction",
            maximum=Decimal(1),
            default="0",
            source="0 where `usage` is the survey's lower bound already",
        ),
        Choice(name="fuel_before", label="Fuel burned before", choices=FUELS, default="wood", source="the commonest"),
        Choice(name="fuel_after", label="Fuel burned now", choices=FUELS, default="wood", source="the commonest"),
        Quantity(name="burned_before", label="Fuel that a stove burned before", unit="t", maximum=Decimal(20)),
        Quantity(name="burned_after", label="Fuel that a stove burns now", unit="t", maximum=Decimal(20)),
        cooking.COUNTRY,
        cooking.FNRB,
        Choice(
            name="fnrb_basis",
            label="Tool by which a stated fraction was found",
            choices=("tool33", "tool30"),
            default="tool33",
            source="the tool in force",
        ),
        Quantity(
            name="biomass_leakage",
            label="Emissions of wood saved here and burned elsewhere",
            unit="t",
            maximum=Decimal(1_000_000_000),
            default="0",
            source="VM0050 section 8.3: the 5 % stands for it",
        ),
    ),
    lookups=_lookups,
    tables=("cooking_fuels", "fnrb"),
    lines=(
        line(
            "factor_before",
            "Emissions of the fuel before",
            "ef_co2_before * fnrb * fnrb_kept + ef_non_co2_before",
            "t/TJ",
        ),
        line("factor_after", "Emissions of the fuel now", "ef_co2_after * fnrb * fnrb_kept + ef_non_co2_after", "t/TJ"),
        line("stove_before", "Emissions of a stove before", "burned_before * ncv_before * factor_before", "t"),
        line("stove_after", "Emissions of a stove now", "burned_after * ncv_after * factor_after", "t"),
        line("baseline", "Emissions without the stoves", "stoves * usage * stove_before", "t CO2e"),
        line("project", "Emissions with the stoves", "stoves * usage * stove_after", "t CO2e"),
        line("leakage", "Leakage", "0.05 * max(baseline - project, 0) + biomass_leakage", "t CO2e"),
        line(
            "deduction",
            "Down to the survey's lower bound",
            "0.95 * stoves * min(usage, usage_half_width) * max(stove_before - stove_after, 0)",
            "t CO2e",
        ),
    ),
    uncertainty="Use is taken at the lower 90 % bound of the survey.",
    leakage="5 % of what is saved, and what is known to be burned elsewhere.",
    ceiling=line(
        "ceiling",
        "no household of eight saves more than its 4 t of wood a year, all of it non-renewable",
        "stoves * 4 * 0.0156 * (112 + 9.46) * 1000 * days / 365",
        "kg",
    ),
    minimum_tier="measured",
    objection_days=30,
    asset_kinds=("stove_serials",),
    valid_from=date(2024, 1, 1),
)
