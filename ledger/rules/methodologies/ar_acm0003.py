"""Afforestation, after CDM AR-ACM0003: above-ground biomass to CO2, with the discount of AR-TOOL14 on both sides."""

from datetime import date
from decimal import Decimal

from ledger.rules import sampling
from ledger.rules.methodologies.families import forests
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import Worksheet, line

TOOL = "CDM AR-TOOL14 v4.2 (transcribed)"


def _lookups(sheet: Worksheet) -> None:
    forests.look_up_error(sheet, mean="biomass")
    _look_up_roots(sheet)
    for error, name, label in (
        ("relative_error", "discount", "Part of the half-width taken off the trees"),
        ("baseline_error", "baseline_discount", "Part of the half-width added to the baseline"),
    ):
        half_width = sheet.figure(error)
        where = f"half-width {half_width * 100:.2f} %"
        sheet.look_up(name, label, sampling.discount(half_width), "fraction", where=where, source=TOOL)


def _look_up_roots(sheet: Worksheet) -> None:
    """Roots to shoots: e^(-1.085 + 0.9256 ln b) / b for b tonnes of biomass a hectare, unless stated."""
    biomass = sheet.figure("biomass")
    ratio = (Decimal("-1.085") + Decimal("0.9256") * biomass.ln()).exp() / biomass if biomass else Decimal(0)
    where = "exp(−1.085 + 0.9256 × ln(biomass)) / biomass"
    sheet.look_up("root_shoot", "Roots to shoots", ratio, "ratio", where=where, source=TOOL)


METHODOLOGY = Methodology(
    code="ar-acm0003",
    version=1,
    title="Afforestation and reforestation, from biomass",
    family="afforestation",
    effect="removal",
    source="CDM AR-ACM0003 with AR-TOOL14 v4.2",
    gwp_report="AR5",
    parameters=(
        forests.AREA,
        Quantity(name="biomass", label="Biomass of the trees above ground, dry", unit="t/ha", maximum=Decimal(2000)),
        forests.PLOTS,
        forests.deviation("t/ha", Decimal(2000)),
        forests.RELATIVE_ERROR,
        Quantity(
            name="root_shoot",
            label="Roots to shoots",
            unit="ratio",
            maximum=Decimal(2),
            optional=True,
            source="AR-TOOL14's equation",
        ),
        forests.CARBON_FRACTION,
        Quantity(
            name="other_pools",
            label="Shrubs, dead wood, litter and soil, as CO2",
            unit="t/ha",
            maximum=Decimal(2000),
            default="0",
            source="left out, which is on the safe side",
        ),
        forests.STOCK_BEFORE,
        forests.BASELINE_STOCK,
        Quantity(
            name="baseline_error",
            label="90 % half-width of the baseline, relative to it",
            unit="fraction",
            maximum=Decimal(1),
            default="0",
            source="a baseline of 0",
        ),
        Quantity(name="leakage_emissions", label="Emissions elsewhere", unit="t", maximum=Decimal(1_000_000_000)),
        Quantity(
            name="project_emissions",
            label="Emissions of the project (burning, machines)",
            unit="t",
            maximum=Decimal(1_000_000_000),
            default="0",
            source="none",
        ),
        forests.NET_BEFORE,
    ),
    lookups=_lookups,
    tables=("defaults",),
    lines=(
        line("tree_stock", "CO2 in the trees", "biomass * (1 + root_shoot) * carbon_fraction * 44 / 12", "t/ha"),
        line("baseline", "Stored without the project", "baseline_stock * area", "t CO2e"),
        line(
            "project",
            "Stored with the project, less its emissions",
            "(tree_stock + other_pools - stock_before) * area - project_emissions",
            "t CO2e",
        ),
        line("leakage", "Leakage", "leakage_emissions", "t CO2e"),
        line(
            "deduction",
            "Discount for uncertainty",
            "(tree_stock * discount * relative_error + baseline_stock * baseline_discount * baseline_error) * area",
            "t CO2e",
        ),
        line("carried", "Loss of earlier periods to make good first", "min(0, net_before)", "t CO2e"),
    ),
    uncertainty="None up to 10 %; then 25 to 100 % of the 90 % half-width, off the trees and onto the baseline.",
    leakage="As stated.",
    ceiling=forests.CEILING,
    minimum_tier="accredited",
    objection_days=60,
    asset_kinds=("plot",),
    valid_from=date(2024, 1, 1),
    buffer_ppm=200_000,
)
