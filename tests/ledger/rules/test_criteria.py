"""The lists of what verifiers look at, and which findings go with which decision."""

import pytest

from ledger import errors
from ledger.rules import criteria, methodologies

MET = dict.fromkeys(criteria.codes("cooking"), "met")


class TestOf:
    def test_has_a_list_of_its_own_for_every_family_that_there_is(self):
        assert {method.family for method in methodologies.all()} == set(criteria.FAMILIES)

    @pytest.mark.parametrize("family", criteria.FAMILIES)
    def test_asks_each_thing_once_and_says_where_to_look(self, family):
        asked = criteria.of(family, overlaps=True)

        assert len({criterion.code for criterion in asked}) == len(asked)
        assert all(criterion.asks.endswith(".") and criterion.look_at.endswith(".") for criterion in asked)
        assert all(len(criterion.code) <= 20 for criterion in asked)

    def test_of_a_family_that_it_does_not_know_asks_what_all_share(self):
        assert criteria.of("alchemy") == criteria.COMMON


class TestCheck:
    def test_takes_all_met_for_an_approval_and_one_that_is_not_for_the_rest(self):
        criteria.check(MET, family="cooking", approve=True, overlaps=False)
        criteria.check({**MET, "sample": "cannot_say"}, family="cooking", approve=False, overlaps=False)

    @pytest.mark.parametrize(
        ("findings", "approve", "field"),
        [
            ({**MET, "sample": "not_met"}, True, "criteria.sample"),
            ({**MET, "sample": ""}, False, "criteria.sample"),
            ({"asset": "met"}, True, "criteria.period"),
            ({**MET, "plot": "met"}, True, "criteria.plot"),
            (MET, False, "criteria"),
        ],
    )
    def test_refuses_by_name_what_does_not_go_together(self, findings, approve, field):
        with pytest.raises(errors.BadInput) as refusal:
            criteria.check(findings, family="cooking", approve=approve, overlaps=False)

        assert refusal.value.field == field

    def test_asks_about_claims_nearby_where_there_are_some(self):
        with pytest.raises(errors.BadInput) as refusal:
            criteria.check(MET, family="cooking", approve=True, overlaps=True)

        assert refusal.value.field == "criteria.overlaps"
