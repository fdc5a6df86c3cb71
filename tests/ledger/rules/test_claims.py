"""The table of what may become of a claim, and what is asked of it on the way."""

import itertools

import pytest

from ledger import errors
from ledger.models import Claim
from ledger.rules import claims


class TestTransitions:
    def test_knows_the_states_of_the_model_and_no_others(self):
        assert set(claims.STATES) == set(Claim.State.values)
        assert {state for state, _ in claims.TRANSITIONS} | set(claims.TRANSITIONS.values()) == set(claims.STATES)

    @pytest.mark.parametrize(("state", "verb"), list(itertools.product(claims.STATES, claims.VERBS)))
    def test_answers_or_refuses_every_verb_in_every_state(self, state, verb):
        following = claims.TRANSITIONS.get((state, verb))

        if following:
            assert claims.after(state, verb) == following
        else:
            with pytest.raises(errors.WrongState) as refusal:
                claims.after(state, verb)
            assert refusal.value.allowed == claims.from_which(verb)

    def test_reaches_every_state_from_a_draft(self):
        reached, edge = {"draft"}, {"draft"}
        while edge:
            edge = {to for (state, _), to in claims.TRANSITIONS.items() if state in edge} - reached
            reached |= edge

        assert reached == set(claims.STATES)

    def test_issues_only_what_was_verified(self):
        assert claims.from_which("issue") == ("verified",)
        assert claims.from_which("verify") == ("in_review",)

    @pytest.mark.parametrize("state", ["rejected", "withdrawn", "reversed"])
    def test_leads_nowhere_from_an_end(self, state):
        assert not [verb for known, verb in claims.TRANSITIONS if known == state]

    def test_keeps_a_reversed_claim_live(self):
        assert "reversed" in claims.LIVE
        assert not {"draft", "rejected", "withdrawn"} & set(claims.LIVE)


class TestVerifiersNeeded:
    @pytest.mark.parametrize(("grams", "needed"), [(1, 1), (99_999_999, 1), (100_000_000, 2), (10**15, 2)])
    def test_are_two_from_a_hundred_tonnes(self, grams, needed):
        assert claims.verifiers_needed(grams) == needed

    def test_are_as_many_as_the_data_says(self):
        assert claims.verifiers_needed(500, ladder=((0, 1), (100, 2), (500, 3))) == 3


class TestCheckTier:
    @pytest.mark.parametrize("tier", ["measured", "accredited", "self-declared"])
    def test_takes_the_minimum_what_is_above_and_what_is_only_shown(self, tier):
        claims.check_tier(tier, "measured")

    @pytest.mark.parametrize("tier", ["peer-verified", "Measured", ""])
    def test_refuses_less_and_what_is_no_tier(self, tier):
        with pytest.raises(errors.BadInput):
            claims.check_tier(tier, "measured")
