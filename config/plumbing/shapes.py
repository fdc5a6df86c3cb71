"""How values look in the API: amounts with their unit, times in UTC, and bodies without unknown names."""

from datetime import UTC
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

GRAMS_PER = {"gCO2e": 1, "kgCO2e": 1_000, "tCO2e": 1_000_000}
MOST_STEPS = 2**53 - 1
TOO_LONG = 40


class Moment(serializers.DateTimeField):
    """A time, in UTC as RFC 3339 writes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)

    def enforce_timezone(self, value: Any) -> Any:
        try:
            return super().enforce_timezone(value).astimezone(UTC)
        except OverflowError:
            self.fail("overflow")

    default_error_messages = {"overflow": "A time of the years 1 to 9999."}


class Shape(serializers.Serializer):
    """A body that is refused where it has names that nobody reads: they are typing errors."""

    def to_internal_value(self, data: Any) -> Any:
        known = {name for name, field in self.fields.items() if not field.read_only}
        if isinstance(data, dict) and (unknown := sorted(map(str, data.keys() - known))):
            words = f"There is no such name here; known are {', '.join(sorted(known)) or 'none'}."
            raise serializers.ValidationError({name: [words] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Shape):
    """An empty body."""


class Reading(serializers.ModelSerializer):
    """A row as it is shown; nothing of it is written through this."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: Moment}

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only, field.required = True, False
        return fields


class GramsShape(serializers.Serializer):
    """Whole grams of CO2e, as text: no JSON number is large enough everywhere."""

    value = serializers.RegexField(r"^-?[0-9]+$", help_text="Whole grams.")
    unit = serializers.ChoiceField(choices=["gCO2e"])


@extend_schema_serializer(component_name="Money")
class MoneyShape(serializers.Serializer):
    """An amount of money with two decimals, as text, and its currency."""

    value = serializers.RegexField(r"^-?[0-9]+\.[0-9]{2}$")
    currency = serializers.CharField(help_text="The code of a unit of money, such as EUR.")


@extend_schema_serializer(component_name="Amount")
class AmountShape(serializers.Serializer):
    """An amount on an account: money with its decimals, all else in whole steps (tokens in grams), as text."""

    value = serializers.RegexField(r"^-?[0-9]+(\.[0-9]+)?$")
    unit = serializers.CharField(help_text="The code of a unit of account.")


@extend_schema_serializer(component_name="GivenGrams")
class GivenGrams(serializers.Serializer):
    """Grams as a caller gives them."""

    value = serializers.RegexField(r"^[0-9]+(\.[0-9]+)?$", help_text="More than zero, to the gram.")
    unit = serializers.ChoiceField(choices=list(GRAMS_PER))


@extend_schema_serializer(component_name="GivenMoney")
class GivenMoney(serializers.Serializer):
    """Money as a caller gives it."""

    value = serializers.RegexField(r"^[0-9]+(\.[0-9]{1,2})?$", help_text="More than zero, to the cent.")
    currency = serializers.CharField(max_length=40)


def grams(amount: int | None) -> dict[str, str] | None:
    return None if amount is None else {"value": str(amount), "unit": "gCO2e"}


def money(cents: int | None, currency: str) -> dict[str, str] | None:
    return None if cents is None else {"value": f"{Decimal(cents).scaleb(-2):.2f}", "currency": currency}


@extend_schema_field(GramsShape)
class Grams(serializers.Field):
    """Grams of CO2e, kept as a whole number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> Any:
        return grams(value)


@extend_schema_field(MoneyShape)
class Money(serializers.Field):
    """Cents, kept as a whole number; `currency` is the way from the row to its currency."""

    def __init__(self, *, currency: str, **options: Any) -> None:
        self.currency = currency.split(".")
        super().__init__(read_only=True, **options)

    def get_attribute(self, row: Any) -> Any:
        return row, super().get_attribute(row)

    def to_representation(self, value: tuple[Any, int]) -> Any:
        row, cents = value
        for name in self.currency:
            row = getattr(row, name)
        return money(cents, str(row))


@extend_schema_field(GivenGrams)
class GramsAsked(serializers.Field):
    """Whole grams, from an amount with its unit."""

    def to_internal_value(self, data: Any) -> int:
        value, unit = _pair(data, "unit", "gCO2e")
        if unit not in GRAMS_PER:
            raise serializers.ValidationError({"unit": [f"One of {', '.join(GRAMS_PER)}."]})
        return _steps(value, GRAMS_PER[unit])

    def to_representation(self, value: int) -> Any:
        return grams(value)


@extend_schema_field(GivenMoney)
class MoneyAsked(serializers.Field):
    """Whole cents and their currency, from an amount of money."""

    def to_internal_value(self, data: Any) -> tuple[int, str]:
        value, currency = _pair(data, "currency", "EUR")
        return _steps(value, 100), currency

    def to_representation(self, value: tuple[int, str]) -> Any:
        return money(*value)


def _pair(data: Any, second: str, example: str) -> tuple[str, str]:
    if not isinstance(data, dict) or data.keys() != {"value", second}:
        raise serializers.ValidationError(f'An amount is written {{"value": "1.00", "{second}": "{example}"}}.')
    if not isinstance(data["value"], str) or not isinstance(data[second], str):
        raise serializers.ValidationError(f"Both value and {second} are texts, in quotes.")
    return data["value"], data[second]


def _steps(value: str, factor: int) -> int:
    try:
        amount = Decimal(value) * factor if value.isascii() and len(value) < TOO_LONG else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount <= MOST_STEPS:
        raise serializers.ValidationError({"value": ["A number above zero, in whole steps, as text."]})
    return int(amount)
