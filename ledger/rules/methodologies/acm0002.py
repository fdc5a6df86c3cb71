"""Renewable electricity fed into a grid, above 15 MW too: CDM ACM0002 with the margin weights of TOOL07."""

from datetime import date

from ledger.rules.methodologies.families import plants
from ledger.rules.methodology import Methodology
from ledger.rules.worksheets import line

METHODOLOGY = Methodology(
    code="acm0002",
    version=1,
    title="Grid-connected renewable electricity, any scale",
    family="electricity-renewable",
    effect="avoidance",
    source="CDM ACM0002 with TOOL07 (weights from memory)",
    gwp_report="AR5",
    parameters=(
        plants.GENERATION,
        plants.EARLIER_GENERATION,
        plants.capacity(most_mw=25_000),
        plants.TECHNOLOGY,
        plants.CREDITING_PERIOD,
        plants.OPERATING_MARGIN,
        plants.BUILD_MARGIN,
        plants.PROJECT_EMISSIONS,
        plants.LEAKAGE_EMISSIONS,
    ),
    lookups=plants.look_up_cdm_weights,
    tables=("grid_weights",),
    lines=(
        plants.GRID_FACTOR,
        plants.NET_GENERATION,
        plants.BASELINE,
        plants.PROJECT,
        line("leakage", "Leakage", "leakage_emissions", "t CO2e"),
        plants.DEDUCTION,
    ),
    uncertainty=plants.UNCERTAINTY,
    leakage="As stated; 0 for new equipment.",
    ceiling=plants.CEILING,
    minimum_tier="measured",
    objection_days=14,
    asset_kinds=("meter", "facility"),
    valid_from=date(2024, 1, 1),
)
