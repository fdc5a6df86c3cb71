"""A heat pump in place of a boiler, after the form of CDM AMS-II.C."""

from datetime import date
from decimal import Decimal

from ledger.rules import gwp
from ledger.rules.methodologies.families import energy
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Choice, Quantity, country
from ledger.rules.worksheets import Worksheet, line

REPORT = "AR6"
REFRIGERANTS = ("HFC-32", "HFC-125", "HFC-134a", "HFC-227ea", "HCFC-22")
# What calculated heat may be wrong by; a heat meter is taken as it reads (ours).
DOUBT = {"metered": Decimal(0), "calculated": Decimal("0.10")}


def _lookups(sheet: Worksheet) -> None:
    energy.look_up_fuel(sheet)
    energy.look_up_grid(sheet)
    gas = sheet.choice("refrigerant")
    potential = gwp.factor(gas, report=REPORT)
    sheet.look_up("refrigerant_gwp", f"GWP of {gas}", potential, "ratio", where=gas, source=f"IPCC {REPORT}, 100 years")
    measured = sheet.choice("heat_by")
    doubt = DOUBT[measured]
    sheet.look_up(
        "heat_doubt", "Doubt about the heat", doubt, "fraction", where=measured, source="a rule of this ledger"
    )


METHODOLOGY = Methodology(
    code="heat-pump",
    version=1,
    title="Heat pump in place of a boiler",
    family="heating",
    effect="avoidance",
    source="Form of CDM AMS-II.C (from memory)",
    gwp_report=REPORT,
    parameters=(
        Quantity(name="heat", label="Heat given by the heat pump", unit="kWh", maximum=Decimal(1_000_000_000)),
        Choice(
            name="heat_by",
            label="How the heat is known",
            choices=tuple(DOUBT),
            default="calculated",
            source="the more careful of the two",
        ),
        Quantity(
            name="boiler_efficiency",
            label="Efficiency of the boiler before",
            unit="fraction",
            minimum=Decimal("0.3"),
            maximum=Decimal("1.1"),
        ),
        energy.FUEL,
        energy.FUEL_FACTOR,
        Quantity(
            name="performance",
            label="Seasonal performance: heat out to electricity in",
            unit="ratio",
            minimum=Decimal(1),
            maximum=Decimal(8),
        ),
        country("grid_factors", "Country, for its grid"),
        energy.GRID_FACTOR,
        Choice(
            name="refrigerant",
            label="Refrigerant",
            choices=REFRIGERANTS,
            default="HFC-32",
            source="the commonest in new heat pumps",
        ),
        Quantity(
            name="refrigerant_refilled",
            label="Refrigerant refilled: as much has leaked",
            unit="kg",
            maximum=Decimal(100_000),
            default="0",
            source="none, by the service record",
        ),
        energy.DWELLINGS,
    ),
    lookups=_lookups,
    tables=("fuels", "grid_factors", "gwp"),
    lines=(
        line("baseline", "Emissions of the boiler", "heat / boiler_efficiency * 0.0036 * fuel_factor", "kg CO2e"),
        line("power", "Electricity of the heat pump", "heat / performance", "kWh"),
        line(
            "project",
            "Emissions of the heat pump",
            "power * grid_factor / 1000 + refrigerant_refilled * refrigerant_gwp",
            "kg CO2e",
        ),
        line("leakage", "Leakage", "0", "kg CO2e"),
        line("deduction", "Doubt about the heat", "heat_doubt * max(baseline - project, 0)", "kg CO2e"),
    ),
    uncertainty="10 % of what is saved where the heat is calculated; nothing where it is metered.",
    leakage="None: the old boiler is scrapped; refrigerant that leaks counts as the project's own emissions.",
    ceiling=line(
        "ceiling",
        "no dwelling needs more than 60,000 kWh of heat a year",
        "dwellings * 60000 / boiler_efficiency * 0.0036 * fuel_factor * days / 365",
        "kg",
    ),
    minimum_tier="peer-verified",
    objection_days=7,
    asset_kinds=("building", "meter"),
    valid_from=date(2024, 1, 1),
)
