"""Shapes that several nouns of the ledger share."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commons.api.base import one
from commons.models import Agent, Place
from config.plumbing.shapes import AmountShape, Shape, money
from ledger import errors
from ledger.models import Fund, Unit
from ledger.rules.earmarks import FIRST_VINTAGE, LAST_VINTAGE

BANK_REFERENCE = {"max_length": 140, "help_text": "As the bank statement has it."}


class DaysShape(serializers.Serializer):
    """Days from the first up to and including the last."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()


class DaysAsked(Shape):
    """Days from the first up to and including the last."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()


class EarmarkShape(serializers.Serializer):
    """What alone money may be spent on; null is anything."""

    family = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_null=True, help_text="The path of a place, and all inside it.")
    vintage_from = serializers.IntegerField(allow_null=True)
    vintage_until = serializers.IntegerField(allow_null=True)


class EarmarkAsked(Shape):
    """What alone the money may be spent on; what is left out does not narrow it."""

    family = serializers.CharField(max_length=40, required=False)
    place = serializers.CharField(max_length=200, required=False, help_text="The path of a place, and all inside it.")
    vintage_from = serializers.IntegerField(min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE, required=False)
    vintage_until = serializers.IntegerField(min_value=FIRST_VINTAGE, max_value=LAST_VINTAGE, required=False)


class SubjectShape(serializers.Serializer):
    """What something is about."""

    kind = serializers.CharField()
    id = serializers.UUIDField()


@extend_schema_field(DaysShape)
class DaysField(serializers.Field):
    """A range of days as the database keeps it, the day after the last being its end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, period: Any) -> dict[str, str]:
        return {"first_day": str(period.lower), "last_day": str(period.upper - timedelta(days=1))}


@extend_schema_field(EarmarkShape)
class EarmarkField(serializers.Field):
    """The earmark of a row that is Earmarked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row: Any) -> dict[str, Any]:
        years = {"vintage_from": row.vintage_from, "vintage_until": row.vintage_until}
        return {"family": row.family or None, "place": row.place_id, **years}


@extend_schema_field(AmountShape)
class AmountField(serializers.Field):
    """Steps of the unit of the row's account."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def get_attribute(self, row: Any) -> Any:
        return row.unit, super().get_attribute(row)

    def to_representation(self, value: tuple[Unit, int]) -> dict[str, str]:
        return amount(*value)


def amount(unit: Unit, steps: int) -> dict[str, str]:
    """Money with its decimals, all else in whole steps."""
    shown = (money(steps, unit.code) or {}).get("value") if unit.kind == Unit.Kind.MONEY else str(steps)
    return {"value": str(shown), "unit": unit.code}


def acting_for(view: Any, id_: Any) -> Agent:
    """For whom somebody acts: themselves, unless they name another; whether they may is the action's to say."""
    return one(Agent.objects.filter(erased_at=None), "acting_for", id_) if id_ else view.by


def place(path: str | None, field: str = "place") -> Place | None:
    return one(Place.objects.all(), field, path, by="path") if path else None


def earmark(given: dict[str, Any] | None) -> dict[str, Any]:
    """What an action is asked for."""
    asked = dict(given or {})
    return asked | {"place": place(asked.pop("place", None), "earmark.place")}


def days(field: str, given: dict[str, date]) -> DateRange:
    """Days as the database keeps them. Raises BadInput where they are no days in order."""
    first, last = given["first_day"], given["last_day"]
    if last < first or not FIRST_VINTAGE <= first.year <= last.year <= LAST_VINTAGE:
        asked, expected = f"{first} to {last}", f"days in order, from {FIRST_VINTAGE} to {LAST_VINTAGE}"
        raise errors.BadInput(field, asked, expected)
    return DateRange(first, last, "[]")


def cents(fund: Fund, given: tuple[int, str], field: str = "amount") -> int:
    """Cents in the fund's currency. Raises BadInput on another."""
    amount, currency = given
    if currency != fund.currency_id:
        raise errors.BadInput(f"{field}.currency", currency, f"{fund.currency_id}, the currency of the fund")
    return amount
