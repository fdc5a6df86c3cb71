"""Trips by bicycle, tricycle or e-bike in place of other modes, after CDM AMS-III.BM."""

from datetime import date
from decimal import Decimal

from ledger.rules import formulas, tables
from ledger.rules.methodologies.families import energy
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity, Shares, country
from ledger.rules.worksheets import Worksheet, line

MODES = tuple(row["mode"] for row in tables.rows("transport_factors"))
VAN = tables.by("transport_factors", "mode")["car_petrol_large"]


def _lookups(sheet: Worksheet) -> None:
    _look_up_modes(sheet)
    if sheet.figure("electricity"):
        energy.look_up_grid(sheet)
    sheet.look_up("grid_factor", "Grid emission factor", Decimal(0), "g/kWh", where="no electricity used", source="")


def _look_up_modes(sheet: Worksheet) -> None:
    """kg CO2e for each km not travelled otherwise. Cars are counted by vehicle: shared among those who sit in one."""
    shares, occupancy = sheet.shares("replaced"), sheet.figure("occupancy")
    total, terms = Decimal(0), []
    for mode, share in shares.items():
        row = tables.by("transport_factors", "mode")[mode]
        factor = tables.figure(row, "kgco2e_per_km") / (occupancy if row["per"] == "vehicle-km" else 1)
        total += share * factor
        terms.append(f"{formulas.in_words(share)} × {formulas.in_words(factor)}")
    written = " + ".join(f"share of {mode} × its factor" for mode in shares)
    source = tables.cited(tables.rows("transport_factors")[0])
    label = "Emissions of a km by what riders would have used"
    sheet.note("replaced_factor", label, total, "kg/km", formula=written, substituted=" + ".join(terms), source=source)


METHODOLOGY = Methodology(
    code="ams-iii-bm",
    version=1,
    title="Trips moved to bicycles, tricycles and e-bikes",
    family="transport-mode",
    effect="avoidance",
    source="CDM AMS-III.BM (form of the equation from memory), UK BEIS factors of 2018",
    gwp_report="AR5",
    parameters=(
        Quantity(name="trips", label="Trips made", unit="trips", maximum=Decimal(10_000_000_000), integer=True),
        Quantity(name="distance", label="Mean length of a trip", unit="km", maximum=Decimal(500)),
        Shares(name="replaced", label="What riders would have used, from a survey", choices=MODES),
        Quantity(
            name="occupancy",
            label="People in a car, on average",
            unit="people",
            minimum=Decimal(1),
            maximum=Decimal(9),
            default="1",
            source="a car to each rider, where not known",
        ),
        Quantity(
            name="sampling_error",
            label="90 % half-width of the survey or the count, relative to it",
            unit="fraction",
            maximum=Decimal(1),
            default="0",
            source="every trip logged and asked about",
        ),
        Quantity(
            name="electricity",
            label="Electricity for charging",
            unit="kWh",
            maximum=Decimal(1_000_000_000),
            default="0",
            source="no motor",
        ),
        country("grid_factors", "Country, for its grid"),
        energy.GRID_FACTOR,
        Quantity(
            name="van_distance",
            label="Vans that bring bicycles where they are wanted",
            unit="km",
            maximum=Decimal(100_000_000),
            default="0",
            source="none",
        ),
        Quantity(
            name="van_factor",
            label="Emissions of a van",
            unit="kg/km",
            maximum=Decimal(3),
            default=VAN["kgco2e_per_km"],
            source=f"{VAN['source']}: the largest car stands for a van",
        ),
        Quantity(
            name="vehicles",
            label="Bicycles in the fleet",
            unit="vehicles",
            minimum=Decimal(1),
            maximum=Decimal(10_000_000),
            integer=True,
            default="1",
            source="one rider",
        ),
    ),
    lookups=_lookups,
    tables=("grid_factors", "transport_factors"),
    lines=(
        line("baseline", "Emissions of the trips otherwise", "trips * distance * replaced_factor", "kg CO2e"),
        line(
            "project",
            "Emissions of charging and moving",
            "electricity * grid_factor / 1000 + van_distance * van_factor",
            "kg CO2e",
        ),
        line("leakage", "Leakage", "0", "kg CO2e"),
        line("deduction", "Error above 10 %", "baseline * max(0, sampling_error - 0.10)", "kg CO2e"),
    ),
    uncertainty="What the 90 % half-width of the survey has above 10 % is taken off.",
    leakage="None; trips that would not have been made count zero.",
    ceiling=line(
        "ceiling",
        "nobody cycles more than 100 km a day in place of the largest car",
        "vehicles * 100 * days * 0.28295",
        "kg",
    ),
    minimum_tier="peer-verified",
    objection_days=7,
    asset_kinds=("vehicle",),
    valid_from=date(2024, 1, 1),
)
