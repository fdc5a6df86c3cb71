"""Global warming potentials by IPCC assessment report: a tonne of one gas in tonnes of CO2 equivalent.

Most crediting methods still prescribe AR5, so every conversion names its report and none is taken for granted.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import cache

from ledger.errors import BadInput
from ledger.rules import measures, tables

REPORTS = ("SAR", "TAR", "AR4", "AR5", "AR6")
HORIZONS = (20, 100)


def factor(gas: str, *, report: str, horizon: int = 100) -> Decimal:
    """kg CO2e for a kg of the gas, over 100 years unless told. Raises BadInput for what the report does not give."""
    if report not in REPORTS:
        raise BadInput("report", report, f"one of {', '.join(REPORTS)}")
    if horizon not in HORIZONS:
        raise BadInput("horizon", horizon, f"one of {', '.join(map(str, HORIZONS))} (years)")
    factors = _factors(report, horizon)
    if gas not in factors:
        raise BadInput("gas", gas, f"one of {', '.join(factors)} ({report}, {horizon} years)")
    return factors[gas]


def co2e(masses: Mapping[str, object], *, report: str, horizon: int = 100) -> Decimal:
    """The CO2 equivalent of a mix of gases, in kg; masses are kg unless they carry a unit ("2 t")."""
    with localcontext(measures.CONTEXT):
        return sum(
            (_mass_kg(gas, mass) * factor(gas, report=report, horizon=horizon) for gas, mass in masses.items()),
            Decimal(0),
        )


def gases(*, report: str, horizon: int = 100) -> tuple[str, ...]:
    """The gases that a report gives a figure for."""
    return tuple(_factors(report, horizon))


def _mass_kg(gas: str, given: object) -> Decimal:
    mass = measures.quantity(given, field=gas, unit="kg")
    if mass < 0:
        raise BadInput(gas, given, "a mass of 0 kg or more")
    return mass


@cache
def _factors(report: str, horizon: int) -> Mapping[str, Decimal]:
    return {
        row["gas"]: tables.figure(row, "gwp")
        for row in tables.rows("gwp")
        if row["report"] == report and row["horizon_years"] == str(horizon)
    }
