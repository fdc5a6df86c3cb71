"""When a pledge is due, and how its states follow one another."""

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import pledges

STATES = ["active", "paused", "fulfilled", "withdrawn"]
VERBS = ["pause", "resume", "fulfil", "withdraw"]


def due(**changes):
    return pledges.instalments(**{
        "cadence": "monthly", "instalment_cents": 100, "cap_cents": 250, "starts_on": date(2026, 1, 31),
        "ends_on": None, "until": date(2027, 1, 1), **changes,
    })  # fmt: skip


class TestInstalments:
    def test_fall_on_the_same_day_or_the_months_last(self):
        days = [instalment.due_on for instalment in due()]

        assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]

    def test_end_with_what_the_cap_leaves(self):
        assert [instalment.cents for instalment in due()] == [100, 100, 50]

    def test_stop_at_the_end(self):
        assert len(due(ends_on=date(2026, 2, 28))) == 2

    def test_stop_at_the_day_asked_for(self):
        assert due(until=date(2026, 1, 30)) == []

    def test_come_once_when_pledged_once(self):
        assert len(due(cadence="once", instalment_cents=250)) == 1

    def test_end_with_the_calendar(self):
        assert len(due(starts_on=date(9999, 11, 30), until=date.max)) == 2

    @given(st.integers(1, 500), st.integers(1, 500), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 2000))
    def test_never_pass_the_cap_and_rise_in_time(self, instalment, more, starts_on, days):
        until = date.fromordinal(starts_on.toordinal() + days)
        instalments = due(instalment_cents=instalment, cap_cents=instalment + more, starts_on=starts_on, until=until)

        assert sum(each.cents for each in instalments) <= instalment + more
        assert all(a.due_on < b.due_on for a, b in pairwise(instalments))


class TestAfter:
    def test_has_no_other_states_than_these(self):
        assert {state for pair in pledges.TRANSITIONS for state in pair[:1]} | set(pledges.TRANSITIONS.values()) == set(
            STATES
        )

    @pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
    def test_follows_the_table_or_refuses(self, state, verb):
        if (state, verb) in pledges.TRANSITIONS:
            assert pledges.after(state, verb) == pledges.TRANSITIONS[state, verb]
        else:
            with pytest.raises(errors.WrongState, match=state):
                pledges.after(state, verb)

    @pytest.mark.parametrize("state", ["fulfilled", "withdrawn"])
    def test_leaves_no_way_out_of_the_end(self, state):
        assert not [pair for pair in pledges.TRANSITIONS if pair[0] == state]
