"""Which issuance a retirement uses up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.registries.matching import REASONS, Issued, Match, Unmatched, Used, match
from ledger.rules.registries.serials import NONE, Serials

TONNE = 1_000_000
SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)


def issued(id_="block", serials=NONE, tonnes=100, vintage=2024, on=SPRING):
    return Issued(id_, serials, vintage, tonnes * TONNE, on)


def used(id_="row", serials=NONE, tonnes=10, vintage=2024, on=SUMMER):
    return Used(id_, serials, vintage, tonnes * TONNE, on, (id_, 1))


NUMBERED = Serials("B", 1, 100)


class TestMatch:
    @pytest.mark.parametrize(
        ("issuances", "row", "expected"),
        [
            ([issued(serials=NUMBERED)], used(serials=Serials("B", 11, 20)), None),
            ([issued(serials=NUMBERED)], used(serials=Serials("B", 95, 104)), Unmatched.REACHES_PAST),
            ([issued(serials=NUMBERED)], used(serials=Serials("B", 201, 210)), Unmatched.OTHER_SERIALS),
            ([issued(serials=NUMBERED)], used(serials=Serials("C", 1, 10)), Unmatched.NOT_ISSUED),
            ([issued(serials=NUMBERED)], used(), Unmatched.NOT_ISSUED),
            ([issued(serials=Serials("B"))], used(serials=Serials("B")), None),
            ([issued(serials=Serials("B"))], used(serials=Serials("C")), Unmatched.NOT_ISSUED),
            ([issued(serials=Serials("B"))], used(), None),
            ([issued()], used(serials=Serials("B", 91, 100)), None),
            ([issued()], used(serials=Serials("B", 92, 101)), Unmatched.NOT_ISSUED),
            ([issued()], used(vintage=2023), Unmatched.NOT_ISSUED),
            ([issued(vintage=None)], used(vintage=None), None),
            ([issued(on=SUMMER)], used(on=SPRING), Unmatched.NOT_ISSUED),
            ([issued(on=SUMMER)], used(on=None), None),
            ([issued()], used(tonnes=101), Unmatched.NOT_ISSUED),
            ([issued("one"), issued("two")], used(), Unmatched.AMBIGUOUS),
            ([issued("block"), issued("small", tonnes=5)], used(), None),
            ([], used(), Unmatched.NOT_ISSUED),
        ],
    )
    def test_takes_what_is_named_or_the_only_one_it_can_be(self, issuances, row, expected):
        assert match(issuances, [row]) == [Match("row", None if expected else "block", expected)]

    def test_lets_the_earliest_take_effect_where_more_is_asked_than_issued(self):
        rows = [used("late", tonnes=60), used("early", tonnes=60, on=SPRING), used("undated", tonnes=40, on=None)]

        assert match([issued()], rows) == [
            Match("early", "block", None),
            Match("late", None, Unmatched.NOTHING_LEFT),
            Match("undated", "block", None),
        ]

    @given(st.data())
    def test_never_uses_up_more_than_was_issued_and_does_not_depend_on_the_order(self, data):
        issuances = [issued(n, tonnes=data.draw(st.integers(1, 50)), vintage=n % 2) for n in range(3)]
        rows = [
            used(
                str(n),
                tonnes=data.draw(st.integers(1, 40)),
                vintage=n % 2,
                on=data.draw(st.sampled_from([SPRING, SUMMER, None])),
            )
            for n in range(8)
        ]

        matches = match(issuances, rows)
        again = match(data.draw(st.permutations(issuances)), data.draw(st.permutations(rows)))

        assert again == matches
        amounts = {row.id: row.quantity for row in rows}
        for one in issuances:
            assert sum(amounts[found.used] for found in matches if found.issued == one.id) <= one.quantity

    def test_has_words_for_every_reason(self):
        assert set(REASONS) == set(Unmatched)
