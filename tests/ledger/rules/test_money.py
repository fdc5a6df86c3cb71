"""Whole cents."""

import pytest

from ledger import errors
from ledger.rules import money


class TestCheckCents:
    @pytest.mark.parametrize("given", [0, -1, 1.0, float("nan"), "1", None, True, 10**15 + 1])
    def test_names_the_field(self, given):
        with pytest.raises(errors.BadInput, match="cap_cents"):
            money.check_cents("cap_cents", given)


class TestReadCents:
    @pytest.mark.parametrize(
        ("text", "cents"), [("1", 100), ("1.5", 150), (" 1234.50 ", 123_450), ("0.01", 1), ("007", 700)]
    )
    def test_reads_an_amount_exactly(self, text, cents):
        assert money.read_cents("amount", text) == cents

    @pytest.mark.parametrize("text", ["", "0", "0.00", "-5", "1,50", "1.005", "1e3", "NaN", "€5", "١٢", "9" * 16, "1."])
    def test_refuses_all_else(self, text):
        with pytest.raises(errors.BadInput, match="amount"):
            money.read_cents("amount", text)
