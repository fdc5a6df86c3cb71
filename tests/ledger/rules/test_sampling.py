"""Sampling errors after AR-TOOL14: its printed examples, and Student's t against published tables."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import sampling

FRACTIONS = st.decimals(min_value=0, max_value=2, places=4)


class TestStudentT:
    @pytest.mark.parametrize(
        ("degrees", "printed"),
        # Two-sided 90 %, as the usual tables print it; 33 is the one that AR-TOOL14 prints.
        [(1, "6.314"), (2, "2.920"), (3, "2.353"), (4, "2.132"), (5, "2.015"), (7, "1.895"), (10, "1.812"),
         (15, "1.753"), (20, "1.725"), (29, "1.699"), (30, "1.697"), (33, "1.692"), (60, "1.671"), (120, "1.658")],
    )  # fmt: skip
    def test_is_what_the_tables_print(self, degrees, printed):
        assert sampling.student_t(degrees).quantize(Decimal("0.001")) == Decimal(printed)

    @given(st.integers(1, 60))
    def test_falls_with_every_degree(self, degrees):
        assert sampling.student_t(degrees + 1) < sampling.student_t(degrees)

    def test_stays_on_the_safe_side_beyond_a_thousand(self):
        assert sampling.student_t(1_000_000) == sampling.student_t(1000) > Decimal("1.6449")

    def test_needs_a_degree_of_freedom(self):
        with pytest.raises(ValueError, match="at least one"):
            sampling.student_t(0)


class TestHalfWidth:
    def test_is_that_of_the_printed_example(self):
        half_width = sampling.half_width(Decimal("45.328"), Decimal("12.776"), 34)

        assert round(half_width * 100, 2) == Decimal("8.18")

    def test_is_nothing_where_all_plots_are_alike(self):
        assert sampling.half_width(Decimal(45), Decimal(0), 34) == 0


class TestDiscount:
    @pytest.mark.parametrize(
        ("half_width", "share"),
        [
            ("0", "0"),
            ("0.10", "0"),
            ("0.1001", "0.25"),
            ("0.15", "0.25"),
            ("0.20", "0.50"),
            ("0.30", "0.75"),
            ("0.3001", "1"),
        ],
    )
    def test_goes_by_bands(self, half_width, share):
        assert sampling.discount(Decimal(half_width)) == Decimal(share)

    def test_moves_sixty_give_or_take_nine_as_printed(self):
        moved = 9 * sampling.discount(Decimal(9) / 60)

        assert (60 - moved, 60 + moved) == (Decimal("57.75"), Decimal("62.25"))

    @given(FRACTIONS, FRACTIONS)
    def test_never_falls_as_the_error_grows(self, one, other):
        assert sampling.discount(min(one, other)) <= sampling.discount(max(one, other))
