"""What the methodologies for heat and electricity share: the factors of fuels and of national grids."""

from decimal import Decimal

from ledger.errors import BadInput
from ledger.rules import tables
from ledger.rules.parameters import Choice, Quantity
from ledger.rules.worksheets import Worksheet

FUELS = tuple(row["fuel"] for row in tables.rows("fuels"))
GJ_PER_KWH = Decimal("0.0036")

FUEL = Choice(name="fuel", label="Fuel of the heating before", choices=(*FUELS, "electricity"))
FUEL_FACTOR = Quantity(
    name="fuel_factor",
    label="Emissions of that fuel",
    unit="kg/GJ",
    maximum=Decimal(600),
    optional=True,
    source="that of the fuel",
)
GRID_FACTOR = Quantity(
    name="grid_factor",
    label="Grid emission factor",
    unit="g/kWh",
    maximum=Decimal(2000),
    optional=True,
    source="that of the country",
)
DWELLINGS = Quantity(
    name="dwellings",
    label="Dwellings heated",
    unit="dwellings",
    minimum=Decimal(1),
    maximum=Decimal(1_000_000),
    integer=True,
    default="1",
    source="one home",
)


def look_up_grid(sheet: Worksheet) -> None:
    """`grid_factor` in g/kWh: stated, or that of the country."""
    if "grid_factor" in sheet:
        return
    if "country" not in sheet:
        raise BadInput("country", "", "a country whose grid factor is known, or grid_factor in g/kWh")
    row = tables.by("grid_factors", "country")[sheet.choice("country")]
    factor, where = tables.figure(row, "gco2e_per_kwh"), f"{row['name']}, {row['year']}"
    sheet.look_up("grid_factor", "Grid emission factor", factor, "g/kWh", where=where, source=tables.cited(row))


def look_up_fuel(sheet: Worksheet) -> None:
    """`fuel_factor` in kg/GJ: stated, or that of the fuel; electricity's is the grid's."""
    if "fuel_factor" in sheet:
        return
    fuel = sheet.choice("fuel")
    if fuel == "electricity":
        look_up_grid(sheet)
        grid = sheet.figure("grid_factor")
        factor, where, source = grid / 1000 / GJ_PER_KWH, f"{grid} g/kWh of the grid", "the grid emission factor"
    else:
        row = tables.by("fuels", "fuel")[fuel]
        factor, where, source = tables.figure(row, "kgco2_per_gj"), row["name"], tables.cited(row)
    sheet.look_up("fuel_factor", "Emission factor of the fuel", factor, "kg/GJ", where=where, source=source)
