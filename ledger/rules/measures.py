"""Quantities with their units of measure: read forgivingly, kept exactly.

"3 t", "3000 kg", "1,5 MWh", "1 234.5 kWh" and "85 %" are all understood. What can be read in two ways is not guessed.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import cache

from ledger.errors import BadInput

# 34 digits and half-even are decimal128 (IEEE 754-2008), so that any other implementation can repeat our figures.
CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
LARGEST_EXPONENT = 30
# Units that nobody writes after a number.
BARE = ("count", "fraction", "ratio")
LONGEST_TEXT = 100

NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d(?:[\d.,' ]*\d)?|\.\d+)(?P<exponent>e[+-]?\d{1,3})?(?P<unit>[^\d].*)?", re.I | re.A
)
NOT_A_NUMBER = re.compile(r"[+-]?(s?nan\d*|inf(inity)?)\b", re.I)
SPACES_AND_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "_": " ", "−": "-"})
SUBSTANCE = re.compile(r"\s*co[2₂](-?eq?)?(?![a-z])|\s*d\.?m\.?(?![a-z])", re.I)


@dataclass(frozen=True)
class MeasureUnit:
    """A unit of measure: what it measures, and how many of the dimension's base unit it is."""

    symbol: str
    dimension: str
    factor: Fraction


def _family(dimension: str, **factors: str) -> dict[str, MeasureUnit]:
    return {symbol: MeasureUnit(symbol, dimension, Fraction(factor)) for symbol, factor in factors.items()}


UNITS: dict[str, MeasureUnit] = {
    **_family("mass", g="0.001", kg="1", t="1000", Mg="1000", kt="1e6", Mt="1e9", mg="1e-6", lb="0.45359237"),
    **_family("energy", J="1", kJ="1e3", MJ="1e6", GJ="1e9", TJ="1e12", PJ="1e15"),
    **_family("energy", Wh="3600", kWh="3.6e6", MWh="3.6e9", GWh="3.6e12", TWh="3.6e15"),
    **_family("power", W="1", kW="1e3", MW="1e6", GW="1e9"),
    **_family("length", mm="0.001", cm="0.01", m="1", km="1000", mi="1609.344"),
    **_family("area", m2="1", ha="1e4", km2="1e6", acre="4046.8564224"),
    **_family("volume", m3="1", L="0.001"),
    **_family("time", s="1", min="60", h="3600", d="86400"),
    **_family("temperature", **{"°C": "1"}),
    **_family("warmth demand", K·d="1"),
    **_family("fraction", fraction="1", **{"%": "0.01", "‰": "0.001"}, ppm="1e-6"),
    **_family("ratio", ratio="1"),
    **_family("count", count="1"),
    **_family("count", people="1", stoves="1", trips="1", plots="1", vehicles="1", dwellings="1"),
}

ALIASES = {
    "": "count", "1": "count", "tonne": "t", "tonnes": "t", "gram": "g", "grams": "g", "kilo": "kg",
    "kilos": "kg", "kilogram": "kg", "kilograms": "kg", "pound": "lb", "pounds": "lb", "kms": "km",
    "metre": "m", "metres": "m", "kilometre": "km", "kilometres": "km", "mile": "mi", "miles": "mi",
    "m²": "m2", "km²": "km2", "m³": "m3", "hectare": "ha", "hectares": "ha", "acres": "acre", "litre": "L",
    "litres": "L", "l": "L", "hour": "h", "hours": "h", "day": "d", "days": "d", "c": "°C", "degc": "°C",
    "hdd": "K·d", "degree-days": "K·d", "degree days": "K·d", "k d": "K·d", "kd": "K·d", "percent": "%",
    "per cent": "%", "person": "people", "persons": "people", "stove": "stoves", "trip": "trips",
    "plot": "plots", "vehicle": "vehicles", "dwelling": "dwellings",
}  # fmt: skip


def quantity(given: object, *, field: str, unit: str) -> Decimal:
    """What was given, as an exact number of `unit`. A bare number is taken to be in `unit` already."""
    amount, symbol = _split(given, field=field, unit=unit)
    if not symbol:
        return amount
    found, wanted = _find(symbol), _find(unit)
    if found is None or wanted is None or found.dimension != wanted.dimension:
        raise BadInput(field, given, f"{_wanted(unit)}{_others(unit)}")
    return _scaled(amount, found, wanted)


def number(given: object, *, field: str) -> Decimal:
    """What was given, as an exact finite number without a unit."""
    amount, symbol = _split(given, field=field, unit="")
    if symbol:
        raise BadInput(field, given, "a number without a unit")
    return amount


def convert(amount: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """The same amount in another unit of its dimension."""
    found, wanted = unit_of(from_unit), unit_of(to_unit)
    if found.dimension != wanted.dimension:
        raise BadInput("unit", from_unit, f"a unit of {wanted.dimension}{_others(to_unit)}")
    return _scaled(amount, found, wanted)


def unit_of(symbol: str) -> MeasureUnit:
    """The unit that a symbol names, quotients such as t/MWh included."""
    if found := _find(symbol):
        return found
    raise BadInput("unit", symbol, f"one of {', '.join(UNITS)}, or a quotient of two such as t/MWh")


def _split(given: object, *, field: str, unit: str) -> tuple[Decimal, str]:
    """The number and the unit's symbol, which is empty where only a number was given."""
    wanted = _wanted(unit)
    if not isinstance(given, int | float | str | Decimal):
        raise BadInput(field, given, wanted)
    if isinstance(given, int) and given.bit_length() > 100:
        raise BadInput(field, given, f"{wanted} below 1e{LARGEST_EXPONENT}")
    text = str(given).translate(SPACES_AND_SIGNS).strip()
    if NOT_A_NUMBER.match(text):
        raise BadInput(field, given, f"{wanted} that is finite")
    match = NUMBER.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise BadInput(field, given, wanted)
    digits = _plain_digits(match["digits"], given, field)
    amount = Decimal(f"{match['sign']}{digits}{match['exponent'] or ''}")
    if amount and abs(amount.adjusted()) > LARGEST_EXPONENT:
        raise BadInput(field, given, f"{wanted} between 1e-{LARGEST_EXPONENT} and 1e{LARGEST_EXPONENT}")
    return amount, (match["unit"] or "").strip()


def _plain_digits(digits: str, given: object, field: str) -> str:
    """Digits with a point as the only mark: marks that group thousands are dropped, a decimal comma becomes a point."""
    if re.search(r"[ ']", digits):
        _require_groups(re.split(r"[ ']", re.split(r"[.,]", digits)[0]), given, field)
        digits = re.sub(r"[ ']", "", digits)
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal, grouping = (".", ",") if digits.rindex(".") > digits.rindex(",") else (",", ".")
        whole, _, rest = digits.rpartition(decimal)
        _require_groups(whole.split(grouping), given, field)
        return f"{whole.replace(grouping, '')}.{rest}"
    if points > 1 or commas > 1:
        groups = re.split(r"[.,]", digits)
        _require_groups(groups, given, field)
        return "".join(groups)
    if commas and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
        raise BadInput(
            field, given, f"{digits.replace(',', '')} or {digits.replace(',', '.')} (it can be read as both)"
        )
    return digits.replace(",", ".")


def _require_groups(groups: list[str], given: object, field: str) -> None:
    first, *others = groups
    if not (re.fullmatch(r"\d{1,3}", first) and all(re.fullmatch(r"\d{3}", group) for group in others)):
        raise BadInput(field, given, "a number whose thousands are grouped in threes, or not grouped")


@cache
def _find(symbol: str) -> MeasureUnit | None:
    plain = re.sub(r"\s+", " ", SUBSTANCE.sub("", symbol)).strip()
    if "/" in plain:
        return _quotient(plain)
    if exact := UNITS.get(plain) or UNITS.get(ALIASES.get(plain.lower(), "")):
        return exact
    alike = [unit for name, unit in UNITS.items() if name.lower() == plain.lower()]
    return alike[0] if len(alike) == 1 else None


def _quotient(symbol: str) -> MeasureUnit | None:
    above, _, below = symbol.partition("/")
    over, under = _find(above.strip()), _find(below.strip())
    if over is None or under is None or not above.strip() or "/" in below:
        return None
    return MeasureUnit(symbol, f"{over.dimension}/{under.dimension}", over.factor / under.factor)


def _scaled(amount: Decimal, found: MeasureUnit, wanted: MeasureUnit) -> Decimal:
    ratio = found.factor / wanted.factor
    with localcontext(CONTEXT):
        return amount * ratio.numerator / ratio.denominator


def _wanted(unit: str) -> str:
    return f"a number of {unit}" if unit and unit not in BARE else "a number"


def _others(unit: str) -> str:
    """The units that could be written instead of `unit`, as the end of a sentence."""
    dimension = unit_of(unit).dimension
    others = [name for name, other in UNITS.items() if other.dimension == dimension and name != unit]
    return f" ({', '.join(others)} will do as well)" if others and dimension != "count" else ""
