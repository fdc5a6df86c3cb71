"""Renewable electricity fed into a grid, after Verra VMR0017: the weights of VT0011, embodied emissions as leakage."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ledger.errors import BadInput
from ledger.rules import tables
from ledger.rules.methodologies.families import plants
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice
from ledger.rules.worksheets import Worksheet, line

BUILD_MARGIN, BUILD_MARGIN_SOURCE = tables.default("build_margin")


def _lookups(sheet: Worksheet) -> None:
    technology, income = sheet.choice("technology"), sheet.choice("income_group")
    if income == "high" and technology in plants.VARIABLE:
        raise BadInput("income_group", income, f"low or middle: VMR0017 takes {technology} only from such countries")
    plants.look_up_weights(sheet, "verra-vt0011")
    row = tables.by("embodied_emissions", "technology").get(technology)
    embodied = tables.figure(row, "gco2e_per_kwh") if row else Decimal(0)
    source = tables.cited(row) if row else "Verra VMR0017 section 9.1 names none (transcribed)"
    sheet.look_up("embodied", "Emissions of making the plant", embodied, "g/kWh", where=technology, source=source)


METHODOLOGY = Methodology(
    code="vmr0017",
    version=1,
    title="Grid-connected renewable electricity, embodied emissions counted",
    family="electricity-renewable",
    effect="avoidance",
    source="Verra VMR0017 with VT0011 v1.0",
    gwp_report="AR5",
    parameters=(
        plants.GENERATION,
        plants.EARLIER_GENERATION,
        plants.capacity(most_mw=25_000),
        plants.TECHNOLOGY,
        Choice(
            name="income_group",
            label="Income group of the country, by the World Bank",
            choices=("low", "lower_middle", "upper_middle", "high"),
        ),
        plants.CREDITING_PERIOD,
        plants.OPERATING_MARGIN,
        replace(plants.BUILD_MARGIN, default=BUILD_MARGIN, source=BUILD_MARGIN_SOURCE),
        plants.PROJECT_EMISSIONS,
    ),
    lookups=_lookups,
    tables=("defaults", "embodied_emissions", "grid_weights"),
    lines=(
        plants.GRID_FACTOR,
        plants.NET_GENERATION,
        plants.BASELINE,
        plants.PROJECT,
        line("leakage", "Emissions of making the plant", "net_generation * embodied / 1000", "t CO2e"),
        plants.DEDUCTION,
    ),
    uncertainty=plants.UNCERTAINTY,
    leakage="The emissions of making the plant, for each kWh: sun 43, wind 13, ocean 8 g, others none.",
    ceiling=plants.CEILING,
    minimum_tier="measured",
    objection_days=14,
    asset_kinds=("meter", "facility"),
    valid_from=date(2024, 1, 1),
)
