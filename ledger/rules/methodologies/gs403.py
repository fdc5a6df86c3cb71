"""Afforestation, after Gold Standard 403: stem volume to CO2, with a cut for imprecise inventories and a buffer."""

from datetime import date
from decimal import Decimal

from ledger.rules import tables
from ledger.rules.methodologies.families import forests
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice, Quantity
from ledger.rules.worksheets import Worksheet, line

EXPANSION, EXPANSION_SOURCE = tables.default("expansion_factor")
DENSITY, DENSITY_SOURCE = tables.default("wood_density")
ROOTS, ROOTS_SOURCE = tables.default("root_shoot")


def _lookups(sheet: Worksheet) -> None:
    forests.look_up_error(sheet, mean="stem_volume")
    burning = Decimal("0.10") if sheet.choice("burned") == "yes" else Decimal(0)
    source = "Gold Standard 403 v2.1 (transcribed)"
    sheet.look_up("burning", "Added where the site was burned", burning, "fraction", where="burned", source=source)


METHODOLOGY = Methodology(
    code="gs403",
    version=1,
    title="Afforestation and reforestation, from stem volume",
    family="afforestation",
    effect="removal",
    source="Gold Standard 403 v2.1, with the sampling error of CDM AR-TOOL14 v4.2",
    gwp_report="AR5",
    parameters=(
        forests.AREA,
        Quantity(name="stem_volume", label="Stem volume of the trees", unit="m3/ha", maximum=Decimal(2000)),
        forests.PLOTS,
        forests.deviation("m3/ha", Decimal(2000)),
        forests.RELATIVE_ERROR,
        Quantity(
            name="expansion_factor",
            label="Branches and leaves: whole tree above ground to stem",
            unit="ratio",
            minimum=Decimal(1),
            maximum=Decimal(4),
            default=EXPANSION,
            source=EXPANSION_SOURCE,
        ),
        Quantity(
            name="wood_density",
            label="Density of the wood, dry",
            unit="t/m3",
            minimum=Decimal("0.1"),
            maximum=Decimal("1.3"),
            default=DENSITY,
            source=DENSITY_SOURCE,
        ),
        Quantity(
            name="root_shoot",
            label="Roots to shoots",
            unit="ratio",
            maximum=Decimal(2),
            default=ROOTS,
            source=ROOTS_SOURCE,
        ),
        forests.CARBON_FRACTION,
        forests.STOCK_BEFORE,
        forests.BASELINE_STOCK,
        Choice(
            name="burned",
            label="Whether the site was cleared by burning",
            choices=("no", "yes"),
            default="no",
            source="not burned",
        ),
        Quantity(
            name="leakage_stock",
            label="All leakage expected, at the first verification",
            unit="t/ha",
            maximum=Decimal(2000),
        ),
        Quantity(
            name="other_emissions",
            label="Other emissions",
            unit="t/ha",
            maximum=Decimal(2000),
            default="0",
            source="none",
        ),
        Quantity(
            name="nitrogen",
            label="Nitrogen in fertiliser spread",
            unit="kg",
            maximum=Decimal(1_000_000_000),
            default="0",
            source="none spread",
        ),
        forests.NET_BEFORE,
    ),
    lookups=_lookups,
    tables=("defaults",),
    lines=(
        line(
            "co2_of_volume",
            "CO2 in a cubic metre of stem with its branches and roots",
            "expansion_factor * wood_density * (1 + root_shoot) * carbon_fraction * 44 / 12",
            "t/m3",
        ),
        line("stored_before_cut", "CO2 stored, as measured", "stem_volume * co2_of_volume", "t/ha"),
        line("precision_cut", "Error above 20 %", "max(0, relative_error - 0.20)", "fraction"),
        line("baseline", "Stored without the project", "baseline_stock * (1 + burning) * area", "t CO2e"),
        line(
            "project",
            "Stored with the project, less its emissions",
            "(stored_before_cut - stock_before - other_emissions) * area - 0.005 * nitrogen",
            "t CO2e",
        ),
        line("leakage", "Leakage", "leakage_stock * area", "t CO2e"),
        line("deduction", "Cut for imprecision", "stored_before_cut * precision_cut * area", "t CO2e"),
        line("carried", "Loss of earlier periods to make good first", "min(0, net_before)", "t CO2e"),
    ),
    uncertainty="What the 90 % half-width of the volume has above 20 % is taken off the volume.",
    leakage="All that is expected over the project's life, at the first verification.",
    ceiling=forests.CEILING,
    minimum_tier="accredited",
    objection_days=60,
    asset_kinds=("plot",),
    valid_from=date(2024, 1, 1),
    vintages=(2021, 2025),
    buffer_ppm=200_000,
)
