"""How tokens are set aside and taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import batches

STOCKS = st.lists(st.tuples(st.integers(), st.integers(0, 100)), max_size=8)


class TestBufferG:
    @pytest.mark.parametrize(
        ("grams", "ppm", "buffer"), [(1_000_000, 200_000, 200_000), (1, 1, 1), (10_001, 100_000, 1_001), (5, 0, 0)]
    )
    def test_rounds_up(self, grams, ppm, buffer):
        assert batches.buffer_g(grams, ppm) == buffer


class TestDraw:
    @given(st.integers(0, 1_000), STOCKS)
    def test_takes_what_was_asked_or_all_there_is(self, asked, stocks):
        taken, missing = batches.draw(asked, stocks)
        there = sum(grams for _, grams in stocks)

        assert sum(grams for _, grams in taken) == min(asked, there)
        assert missing == max(asked - there, 0)

    @given(st.integers(0, 1_000), STOCKS)
    def test_empties_each_before_the_next(self, asked, stocks):
        taken, _ = batches.draw(asked, stocks)
        full = [pair for pair in stocks if pair[1]]

        assert taken[:-1] == full[: len(taken)][:-1]


class TestCheckGrams:
    @pytest.mark.parametrize("given", [0, -5, 1.5, float("nan"), "10", None, True, 2**63])
    def test_names_the_field(self, given):
        with pytest.raises(errors.BadInput, match="quantity_g"):
            batches.check_grams("quantity_g", given)
