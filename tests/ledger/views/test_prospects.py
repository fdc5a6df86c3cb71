"""What happens next to a claim: true in every state that it and its tokens can be in."""

import pytest

from ledger.models import Batch, Claim
from ledger.rules import claims as rules
from ledger.views import prospects

NONE = {"held": 0, "funded": 0, "retired": 0, "buffer": 0, "cancelled": 0}


def told(state, *, tier="measured", waits_for="", open=None, **grams):
    batch = None if open is None else Batch(open=open)
    return prospects.of(Claim(state=state, tier=tier, waits_for=waits_for), batch, {**NONE, **grams})


class TestOf:
    def test_promises_funds_only_while_something_is_for_sale(self):
        assert "Funds pay for its tokens" in told("issued", open=True, held=10)
        assert "Funds pay" not in told("issued", open=False, funded=10)
        assert "paid for" in told("issued", open=False, funded=10)

    def test_says_how_much_is_left_where_a_part_is_paid_for(self):
        assert "1\u00a0kg\u00a0CO₂e are open to fund" in told("issued", open=True, held=1_000, funded=5)

    def test_promises_nothing_once_all_is_retired_or_lost(self):
        assert told("issued", open=False, retired=10).startswith("Nothing more: all that was for sale")
        assert told("issued", open=False, buffer=10).startswith("Nothing more: none of its tokens")

    def test_says_that_a_part_was_lost_and_what_is_true_of_the_rest(self):
        text = told("partly_reversed", open=False, funded=10, cancelled=5)

        assert text.startswith("Part of the effect was lost")
        assert "Funds pay" not in text

    @pytest.mark.parametrize(
        ("tier", "waits_for", "says"),
        [
            ("self-declared", "", "never issued"),
            ("peer-verified", "peer", "A fellow member"),
            ("measured", "verifiers", "Too few accredited verifiers"),
            ("measured", "", "Verifiers are drawn"),
        ],
    )
    def test_says_what_a_filed_claim_waits_for(self, tier, waits_for, says):
        assert says in told("submitted", tier=tier, waits_for=waits_for)

    @pytest.mark.parametrize("state", rules.STATES)
    def test_knows_every_state(self, state):
        assert told(state, open=False).endswith(".")

    @pytest.mark.parametrize("state", ["rejected", "withdrawn"])
    def test_frees_what_was_counted_only_where_it_ended(self, state):
        assert "can be claimed by others" in told(state)
        assert "can be claimed by others" not in told("reversed")
