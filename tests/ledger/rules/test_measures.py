"""Quantities with units: what is understood, what is refused, and that nothing is lost on the way."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.rules import measures

EXACT = st.decimals(min_value=-(10**12), max_value=10**12, places=6)


def quantity(given, unit):
    return measures.quantity(given, field="amount", unit=unit)


class TestQuantity:
    @pytest.mark.parametrize(
        ("given", "unit", "expected"),
        [
            ("3 t", "kg", "3000"),
            ("3000 kg", "t", "3"),
            ("3000kg", "t", "3"),
            (" 3 tonnes ", "t", "3"),
            ("1,5 MWh", "kWh", "1500"),
            ("1.5 mwh", "kWh", "1500"),
            ("3.6 MJ", "kWh", "1"),
            ("1e5 g", "kg", "100"),
            ("+2", "t", "2"),
            ("−2 kg", "kg", "-2"),
            (".5 t", "kg", "500"),
            ("3 tCO2e", "kg", "3000"),
            ("56.1 kg CO2/GJ", "t/TJ", "56.1"),
            ("0.2 kgCO2e/kWh", "t/MWh", "0.2"),
            ("85 %", "fraction", "0.85"),
            ("12 °C", "°C", "12"),
            ("1 acre", "m2", "4046.8564224"),
            ("0,500 t", "kg", "500"),
            (7, "kg", "7"),
            (0.1, "kg", "0.1"),
            (Decimal("0.30"), "kg", "0.3"),
        ],
    )
    def test_is_read_in_the_unit_that_is_wanted(self, given, unit, expected):
        assert quantity(given, unit) == Decimal(expected)

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("1 234,5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1'234.5", "1234.5"),
            ("1_234.5", "1234.5"),
            ("1\u202f234\u00a0567", "1234567"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1.234", "1.234"),
        ],
    )
    def test_understands_how_people_group_thousands(self, given, expected):
        assert quantity(given, "kg") == Decimal(expected)

    @pytest.mark.parametrize("given", ["1,500", "12,345 kg", "-1,234"])
    def test_does_not_guess_where_a_comma_can_be_read_in_two_ways(self, given):
        with pytest.raises(BadInput, match="it can be read as both"):
            quantity(given, "kg")

    @pytest.mark.parametrize(
        "given", ["nan", "NaN t", "sNaN", "inf", "-Infinity", float("nan"), float("inf"), Decimal("NaN")]
    )
    def test_refuses_what_is_not_a_finite_number(self, given):
        with pytest.raises(BadInput, match="that is finite"):
            quantity(given, "t")

    @pytest.mark.parametrize(
        "given",
        [
            "",
            " ",
            "t",
            "three t",
            "1 2345",
            "12,34,567",
            "1..2",
            "5.",
            "12/7",
            "1\x00",
            "５ t",
            "--1",
            True,
            None,
            [1],
            "9" * 101,
        ],
    )
    def test_refuses_what_is_no_number(self, given):
        with pytest.raises(BadInput) as refusal:
            quantity(given, "t")

        assert refusal.value.field == "amount"
        assert "number" in refusal.value.expected

    @pytest.mark.parametrize("given", ["3 kWh", "3 parsec", "3 t/MWh", "3 m/s/s", "3 /t"])
    def test_refuses_a_unit_of_something_else_and_says_which_would_do(self, given):
        with pytest.raises(BadInput) as refusal:
            quantity(given, "t")

        assert refusal.value.expected == "a number of t (g, kg, Mg, kt, Mt, mg, lb will do as well)"

    @pytest.mark.parametrize("given", ["1e31", "1e999", "1e-40", 10**40])
    def test_refuses_sizes_that_no_measurement_has(self, given):
        with pytest.raises(BadInput, match="1e30"):
            quantity(given, "t")

    def test_refuses_a_number_too_long_to_print(self):
        with pytest.raises(BadInput, match="a whole number of more than 60 digits"):
            quantity(10**5000, "t")

    @given(EXACT)
    def test_keeps_every_digit_there_and_back(self, amount):
        assert measures.convert(quantity(f"{amount:f} t", "kg"), "kg", "t") == amount

    @given(EXACT)
    def test_is_the_same_whatever_arithmetic_the_caller_uses(self, amount):
        with localcontext(prec=3):
            narrow = quantity(f"{amount:f} MWh", "kWh")

        assert narrow == amount * 1000


class TestNumber:
    def test_takes_a_bare_number(self):
        assert measures.number("1,25", field="share") == Decimal("1.25")

    def test_refuses_a_unit(self):
        with pytest.raises(BadInput, match="without a unit"):
            measures.number("3 t", field="share")


class TestUnitOf:
    def test_knows_quotients(self):
        unit = measures.unit_of("t/MWh")

        assert unit.dimension == "mass/energy"

    def test_tells_megagrams_from_milligrams(self):
        assert measures.convert(Decimal(1), "Mg", "kg") == 1000
        assert measures.convert(Decimal(1), "mg", "kg") == Decimal("0.000001")

    def test_names_the_units_that_there_are(self):
        with pytest.raises(BadInput, match="kWh"):
            measures.unit_of("furlong")

    def test_converts_only_within_a_dimension(self):
        with pytest.raises(BadInput, match="a unit of energy"):
            measures.convert(Decimal(1), "kg", "kWh")
