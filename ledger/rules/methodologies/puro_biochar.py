"""Biochar, after Puro.earth's methodology of 2025: what persists depends on H/C and the soil's temperature."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

from ledger.rules import tables
from ledger.rules.methodologies.families import biochars
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import Worksheet, line


def _lookups(sheet: Worksheet) -> None:
    degrees = str(sheet.figure("soil_temperature").to_integral_value(ROUND_CEILING))
    row = tables.by("biochar_persistence", "soil_temperature_c")[degrees]
    where, source = f"soil at {degrees} °C", tables.cited(row)
    for name, label in (("m", "Persistence at no hydrogen"), ("a", "Persistence lost for each unit of H/C")):
        sheet.look_up(f"persistence_{name}", label, tables.figure(row, name), "%", where=where, source=source)


METHODOLOGY = Methodology(
    code="puro-biochar",
    version=1,
    title="Biochar, by soil temperature",
    family="biochar",
    effect="removal",
    source="Puro.earth Biochar methodology 2025 v2",
    gwp_report="AR6",
    parameters=(
        biochars.WET_MASS,
        biochars.MOISTURE,
        biochars.CARBON,
        biochars.HYDROGEN,
        Quantity(
            name="soil_temperature",
            label="Mean temperature of the soil, rounded up to a whole degree",
            unit="°C",
            minimum=Decimal(7),
            maximum=Decimal(40),
        ),
        biochars.PROJECT_EMISSIONS,
        Quantity(
            name="baseline_storage",
            label="CO2 that the biomass would have stored anyway",
            unit="t",
            maximum=Decimal(10_000_000),
            default="0",
            source="residues that would have rotted or burned",
        ),
        Quantity(
            name="leakage_emissions",
            label="Emissions elsewhere (biomass diverted)",
            unit="t",
            maximum=Decimal(10_000_000),
            default="0",
            source="residues nobody else used",
        ),
    ),
    lookups=_lookups,
    tables=("biochar_persistence",),
    lines=(
        biochars.DRY_MASS,
        biochars.STORED,
        line(
            "persistence",
            "Part that is still there after a century",
            "max(0, min(1, (persistence_m - persistence_a * hydrogen_to_carbon) / 100))",
            "fraction",
        ),
        line("lost", "CO2 that goes back to the air", "stored * (1 - persistence)", "t"),
        line("baseline", "Stored without the project", "baseline_storage", "t CO2e"),
        line("project", "Stored with the project, less its emissions", "stored - lost - project_emissions", "t CO2e"),
        line("leakage", "Leakage", "leakage_emissions", "t CO2e"),
        line("deduction", "Deduction for uncertainty", "0", "t CO2e"),
    ),
    uncertainty="None of its own: the persistence figures are lower bounds, temperatures are rounded up.",
    leakage="As stated; 0 for residues nobody else used.",
    ceiling=biochars.CEILING,
    minimum_tier="accredited",
    objection_days=30,
    asset_kinds=("facility",),
    valid_from=date(2024, 1, 1),
)
