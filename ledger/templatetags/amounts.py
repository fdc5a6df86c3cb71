"""Amounts for people: integers of the books in words, figures and units."""

from decimal import Decimal

from django import template

from ledger.models import Unit
from ledger.rules import banking, formulas, measures

register = template.Library()

GRAMS_A_TONNE = 1_000_000
THOUSAND_TONNES = 1_000 * GRAMS_A_TONNE
NO_BREAK = "\u00a0"
CURRENCIES = {"EUR": "€"}


@register.filter
def mass(grams: int | None) -> str:
    """Grams of CO2e in kilograms, or tonnes from one tonne on; to three places, from a thousand tonnes on to none."""
    if grams is None:
        return "not known yet"
    tonnes = abs(grams) >= GRAMS_A_TONNE
    figure = Decimal(grams).scaleb(-6 if tonnes else -3)
    text = f"{figure:,.0f}" if abs(grams) >= THOUSAND_TONNES else _grouped(figure)
    return f"{text}{NO_BREAK}{'t' if tonnes else 'kg'}{NO_BREAK}CO₂e"


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Cents, with their currency."""
    figure = f"{Decimal(cents or 0).scaleb(-2):,.2f}"
    sign = CURRENCIES.get(currency)
    return f"{sign}{figure}" if sign else f"{figure}{NO_BREAK}{currency}"


@register.filter
def of_unit(steps: int, unit: Unit) -> str:
    """Steps of any unit of account."""
    if unit.kind == Unit.Kind.MONEY:
        return money(steps, unit.code)
    if unit.code.startswith("gCO2e"):
        return mass(steps)
    return f"{_grouped(Decimal(steps).scaleb(-unit.scale))}{NO_BREAK}{unit.name}"


@register.filter
def percent(share: Decimal | None) -> str:
    """A share of one, as a percentage."""
    return "" if share is None else f"{formulas.in_words(share * 100)}{NO_BREAK}%"


@register.filter
def ppm(parts: int) -> str:
    """Parts per million, as a percentage."""
    return percent(Decimal(parts).scaleb(-6))


@register.filter
def unit(symbol: str) -> str:
    """A unit of measure as it follows a figure; counts, parts and ratios stand bare."""
    return "" if not symbol or symbol in measures.BARE else f"{NO_BREAK}{symbol}"


@register.filter
def in_fours(text: str) -> str:
    """A long number as people copy it, in groups of four."""
    return banking.grouped(text)


@register.filter
def figure(value: Decimal) -> str:
    """A figure of a formula."""
    return formulas.in_words(value)


def _grouped(figure: Decimal) -> str:
    text = f"{figure:,.3f}"
    return text.rstrip("0").rstrip(".")
