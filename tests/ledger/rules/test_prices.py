"""What tokens cost, exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import prices

GRAMS = st.integers(1, 10**15)
PRICES = st.integers(1, prices.MOST_CENTS_PER_TONNE)


class TestCentsFor:
    @pytest.mark.parametrize(
        ("grams", "price", "cents"),
        [(1_000_000, 8_000, 8_000), (1_000_000, 1, 1), (124, 8_000, 0), (125, 8_000, 1), (10_000, 8_050, 80)],
    )
    def test_rounds_down(self, grams, price, cents):
        assert prices.cents_for(grams, price) == cents

    @given(GRAMS, PRICES)
    def test_is_never_a_cent_off(self, grams, price):
        exact = grams * price

        assert 0 <= exact - prices.cents_for(grams, price) * prices.GRAMS_PER_TONNE < prices.GRAMS_PER_TONNE


class TestGramsFor:
    @given(st.integers(1, 10**12), PRICES)
    def test_spends_every_cent_and_takes_no_gram_too_many(self, cents, price):
        grams = prices.grams_for(cents, price)

        assert prices.cents_for(grams, price) == cents
        assert prices.cents_for(grams - 1, price) < cents


class TestNearest:
    def test_takes_the_smallest_place_around(self):
        by_place = {"earth": 1, "earth.gb": 2, "earth.gb.wls": 3}

        assert prices.nearest("earth.gb.wls.rct", by_place) == 3
        assert prices.nearest("earth.gb.sct", by_place) == 2
        assert prices.nearest("earth.gba", by_place) == 1

    def test_finds_nothing_outside(self):
        assert prices.nearest("earth.fr", {"earth.gb": 2}) is None


class TestCheck:
    @pytest.mark.parametrize("given", [0, -1, prices.MOST_CENTS_PER_TONNE + 1, 80.5, float("nan"), "80", None, True])
    def test_names_the_field(self, given):
        with pytest.raises(errors.BadInput, match="cents_per_tonne") as refusal:
            prices.check(given)

        assert refusal.value.field == "cents_per_tonne"

    def test_passes_a_price(self):
        assert prices.check(8_000) == 8_000
