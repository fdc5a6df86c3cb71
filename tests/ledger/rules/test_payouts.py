"""How a payout's states follow one another, and what to do after a refusal."""

from itertools import product

import pytest

from ledger import errors
from ledger.rules import payouts

STATES = ["prepared", "sent", "paid", "refused", "retried"]
VERBS = ["send", "confirm", "refuse", "retry"]


class TestAfter:
    @pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
    def test_follows_the_table_or_refuses(self, state, verb):
        if (state, verb) in payouts.TRANSITIONS:
            assert payouts.after(state, verb) == payouts.TRANSITIONS[state, verb]
        else:
            with pytest.raises(errors.WrongState, match=verb):
                payouts.after(state, verb)

    def test_has_no_other_states_or_verbs(self):
        assert {state for state, _ in payouts.TRANSITIONS} | set(payouts.TRANSITIONS.values()) == set(STATES)
        assert {verb for _, verb in payouts.TRANSITIONS} == set(VERBS)

    @pytest.mark.parametrize("state", ["paid", "retried"])
    def test_leaves_no_way_out_of_the_end(self, state):
        assert not [pair for pair in payouts.TRANSITIONS if pair[0] == state]


class TestCheckRefusal:
    def test_passes_what_has_a_next_step(self):
        assert all(payouts.check_refusal(refusal) == refusal for refusal in payouts.NEXT_STEPS)

    def test_names_those_that_there_are(self):
        with pytest.raises(errors.BadInput, match="account_closed"):
            payouts.check_refusal("no idea")
