"""What the afforestation methodologies share: area, sampling error, and what earlier verifications left."""

from decimal import Decimal

from ledger.errors import BadInput
from ledger.rules import sampling, tables
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import Worksheet, line

CARBON, CARBON_SOURCE = tables.default("carbon_fraction")

AREA = Quantity(name="area", label="Area planted", unit="ha", maximum=Decimal(1_000_000))
PLOTS = Quantity(
    name="plots",
    label="Sample plots measured",
    unit="plots",
    minimum=Decimal(2),
    maximum=Decimal(100_000),
    integer=True,
    optional=True,
    source="needed with deviation, where relative_error is not stated",
)
RELATIVE_ERROR = Quantity(
    name="relative_error",
    label="90 % half-width of the mean, relative to it",
    unit="fraction",
    maximum=Decimal(1),
    optional=True,
    source="from plots and deviation",
)
CARBON_FRACTION = Quantity(
    name="carbon_fraction",
    label="Carbon in dry biomass",
    unit="fraction",
    minimum=Decimal("0.3"),
    maximum=Decimal("0.6"),
    default=CARBON,
    source=CARBON_SOURCE,
)
STOCK_BEFORE = Quantity(
    name="stock_before",
    label="CO2 stored at the verification before",
    unit="t/ha",
    maximum=Decimal(5000),
    default="0",
    source="the first verification",
)
BASELINE_STOCK = Quantity(
    name="baseline_stock",
    label="CO2 that would be stored without the project, at the first verification",
    unit="t/ha",
    maximum=Decimal(5000),
)
NET_BEFORE = Quantity(
    name="net_before",
    label="Net effect of all earlier verifications together",
    unit="t",
    minimum=Decimal(-1_000_000_000),
    maximum=Decimal(1_000_000_000),
    default="0",
    source="the first verification",
)
# 40 t of dry matter above ground, a quarter more in roots, a carbon fraction of 0.47: the fastest plantations (ours).
CEILING = line("ceiling", "no forest grows by more than 86 t CO2 a hectare a year", "area * 86000 * days / 365", "kg")


def deviation(unit: str, maximum: Decimal) -> Quantity:
    """Asks for the standard deviation between plots."""
    label = "Standard deviation between the plots"
    source = "needed with plots, where relative_error is not stated"
    return Quantity(name="deviation", label=label, unit=unit, maximum=maximum, optional=True, source=source)


def look_up_error(sheet: Worksheet, *, mean: str) -> None:
    """`relative_error`: stated, or from the plots and their deviation; one beyond the mean counts as the mean."""
    if "relative_error" in sheet:
        return
    if "plots" not in sheet or "deviation" not in sheet:
        missing = "deviation" if "plots" in sheet else "plots"
        raise BadInput(missing, "", "plots and deviation of the sample, or relative_error")
    measured, spread, plots = sheet.figure(mean), sheet.figure("deviation"), int(sheet.figure("plots"))
    error = min(sampling.half_width(measured, spread, plots), Decimal(1)) if measured else Decimal(0)
    where = f"t({plots - 1}) × {spread:f} / √{plots} / {measured:f}, t = {sampling.student_t(plots - 1)}"
    source = "CDM AR-TOOL14 v4.2 (transcribed)"
    sheet.look_up("relative_error", "90 % half-width of the mean", error, "fraction", where=where, source=source)
