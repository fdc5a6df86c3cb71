"""Formulas: what is shown is what is computed, and nothing but arithmetic is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.formulas import Formula, in_words

FIGURES = {"a": Decimal("1.5"), "b": Decimal(-2), "big": Decimal("1e6")}


class TestFormula:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a + b * 2", "-2.5"),
            ("(a + b) * 2", "-1"),
            ("a - b - 1", "2.5"),
            ("44 / 12 * 0", "0"),
            ("-a", "-1.5"),
            ("min(a, b, 0)", "-2"),
            ("max(a, b)", "1.5"),
            ("sqrt(big)", "1000"),
            ("exp(0) + ln(1)", "1"),
        ],
    )
    def test_computes_what_it_says(self, text, expected):
        assert Formula(text).evaluate(FIGURES) == Decimal(expected)

    def test_takes_its_numbers_as_written_and_not_as_floats(self):
        assert Formula("0.1 + 0.2").evaluate({}) == Decimal("0.3")

    def test_names_what_it_needs(self):
        assert Formula("max(a, 0) * b + exp(a)").names == {"a", "b"}

    def test_shows_figures_in_the_place_of_names(self):
        assert Formula("max(a - b, 0) * big").substituted(FIGURES) == "max(1.5 − (-2), 0) × 1000000"

    @pytest.mark.parametrize(
        "text",
        [
            "a ** 2",
            "open('x')",
            "a.b",
            "[a]",
            "a if b else 1",
            "a < b",
            "'a'",
            "lambda: 1",
            "a // b",
            "+a",
            "True",
            "f(a)",
        ],
    )
    def test_refuses_what_is_not_arithmetic(self, text):
        with pytest.raises(ValueError, match="only"):
            Formula(text)


class TestInWords:
    @pytest.mark.parametrize(
        ("figure", "expected"),
        [("0.00", "0"), ("1E+3", "1000"), ("3.6666666666666", "3.66666667"), ("12345678901.5", "12345678902"),
         ("-1.50", "-1.5"), ("0.0000001", "0.0000001"), ("100", "100")],
    )  # fmt: skip
    def test_has_nine_digits_at_most_and_no_exponent(self, figure, expected):
        assert in_words(Decimal(figure)) == expected

    @given(st.decimals(min_value=-(10**15), max_value=10**15, places=5))
    def test_is_near_the_figure(self, figure):
        assert abs(Decimal(in_words(figure)) - figure) <= abs(figure) / 10**8
