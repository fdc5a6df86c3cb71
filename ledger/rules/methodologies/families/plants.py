"""What the methodologies for power plants on a grid share: margins and their weights, and what a plant can give."""

from decimal import Decimal

from ledger.rules import tables
from ledger.rules.parameters import Choice, Quantity
from ledger.rules.worksheets import Worksheet, line

# Wind and sun come when they come: what they displace is weighted otherwise than for plants that can be relied on.
VARIABLE = ("solar", "wind")
TECHNOLOGIES = ("solar", "wind", "hydro", "geothermal", "biomass", "ocean")
MOST_MWH = Decimal(500_000_000)

GENERATION = Quantity(name="generation", label="Electricity fed into the grid", unit="MWh", maximum=MOST_MWH)
EARLIER_GENERATION = Quantity(
    name="earlier_generation",
    label="What an extended plant fed in before, in as long a time",
    unit="MWh",
    maximum=MOST_MWH,
    default="0",
    source="0 for a new plant",
)
TECHNOLOGY = Choice(name="technology", label="Technology", choices=TECHNOLOGIES)
CREDITING_PERIOD = Quantity(
    name="crediting_period",
    label="Crediting period: first, second or third",
    unit="count",
    minimum=Decimal(1),
    maximum=Decimal(3),
    integer=True,
    default="1",
    source="the first",
)
OPERATING_MARGIN = Quantity(
    name="operating_margin", label="Operating margin of the grid", unit="t/MWh", maximum=Decimal(2)
)
BUILD_MARGIN = Quantity(name="build_margin", label="Build margin of the grid", unit="t/MWh", maximum=Decimal(2))
PROJECT_EMISSIONS = Quantity(
    name="project_emissions",
    label="Emissions of the plant (fuel, reservoir, geothermal steam)",
    unit="t",
    maximum=Decimal(100_000_000),
    default="0",
    source="0 for sun and wind",
)
LEAKAGE_EMISSIONS = Quantity(
    name="leakage_emissions",
    label="Emissions elsewhere (equipment moved, biomass diverted)",
    unit="t",
    maximum=Decimal(100_000_000),
    default="0",
    source="0 for new equipment",
)

GRID_FACTOR = line(
    "grid_factor", "Combined margin", "weight_operating * operating_margin + weight_build * build_margin", "t/MWh"
)
NET_GENERATION = line("net_generation", "Added electricity", "max(generation - earlier_generation, 0)", "MWh")
BASELINE = line("baseline", "Emissions of the grid without the plant", "net_generation * grid_factor", "t CO2e")
PROJECT = line("project", "Emissions of the plant", "project_emissions", "t CO2e")
DEDUCTION = line("deduction", "Deduction for uncertainty", "0", "t CO2e")
CEILING = line("ceiling", "a plant cannot run above its capacity", "capacity * 24 * days * grid_factor * 1000", "kg")
UNCERTAINTY = "None: calibrated meters of class 0.5 or better, readings matched with the operator's bills."


def capacity(most_mw: int) -> Quantity:
    """Asks for the installed capacity, up to what the methodology takes."""
    least = Decimal("0.0001")
    return Quantity(name="capacity", label="Installed capacity", unit="MW", minimum=least, maximum=Decimal(most_mw))


def look_up_weights(sheet: Worksheet, tool: str) -> None:
    """The weights of the operating and the build margin, by technology and crediting period."""
    group = "variable" if sheet.choice("technology") in VARIABLE else "other"
    period = str(int(sheet.figure("crediting_period")))
    key = (tool, group, period)
    rows = tables.rows("grid_weights")
    row = next(row for row in rows if (row["tool"], row["technology_group"], row["crediting_period"]) == key)
    where, source = f"{tool}, {group}, crediting period {period}", tables.cited(row)
    for margin in ("operating", "build"):
        name, label = f"weight_{margin}", f"Weight of the {margin} margin"
        sheet.look_up(name, label, tables.figure(row, name), "fraction", where=where, source=source)


def look_up_cdm_weights(sheet: Worksheet) -> None:
    """The weights of CDM TOOL07."""
    look_up_weights(sheet, "cdm-tool07")
