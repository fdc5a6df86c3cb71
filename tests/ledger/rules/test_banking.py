"""Account numbers and references, by the examples of their standards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import banking

# From ISO 13616's registry, and ISO 11649.
WESTMINSTER = "GB82 WEST 1234 5698 7654 32"


class TestCheckIban:
    @pytest.mark.parametrize("given", [WESTMINSTER, "de89370400440532013000", "NO93 8601 1117 947"])
    def test_takes_the_registrys_examples_without_their_spaces(self, given):
        assert banking.check_iban("iban", given) == given.replace(" ", "").upper()

    @given(st.integers(4, 21), st.sampled_from("0123456789"))
    def test_refuses_one_wrong_digit(self, place, digit):
        iban = WESTMINSTER.replace(" ", "")
        wrong = iban[:place] + digit + iban[place + 1 :]
        if wrong == iban:
            return

        with pytest.raises(errors.BadInput, match=r"check digits|letters or digits"):
            banking.check_iban("iban", wrong)

    @pytest.mark.parametrize("given", ["", "GB82", "GB82 WEST 1234 5698 7654 32 99 99 99 99 99", "GB82-WEST", "Ⅷ" * 20])
    def test_refuses_what_is_no_iban(self, given):
        with pytest.raises(errors.BadInput):
            banking.check_iban("iban", given)


class TestReference:
    def test_is_the_standards(self):
        assert banking.creditor_reference("539007547034") == "RF18 5390 0754 7034"

    @given(st.integers(1, 10**6))
    def test_is_found_again(self, number):
        assert banking.referred(banking.creditor_reference(f"P{number:06d}")) == f"P{number:06d}"

    @pytest.mark.parametrize("given", ["", "RF", "RF19539007547034", "P000001", "RF18 5390 0754 7035"])
    def test_refers_to_nothing_when_mistyped(self, given):
        assert banking.referred(given) == ""
