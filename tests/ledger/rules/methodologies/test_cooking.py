"""Cookstoves: what grows back is not counted, methane and nitrous oxide are, use is taken at its lower bound."""

from decimal import Decimal

import pytest

from ledger.errors import BadInput, Implausible
from ledger.rules import methodologies

VM0050, AMS_II_G = methodologies.get("vm0050"), methodologies.get("ams-ii-g")
WEIGHED = {"stoves": 100, "usage": 1, "burned_before": 2, "burned_after": 1, "fnrb": "0.5"}
REASONED = {"stoves": 100, "usage": 1, "people_per_stove": 5, "efficiency_after": "0.3", "fnrb": "0.5"}


def tonnes(methodology, inputs, **stated):
    return methodology.compute(inputs | stated).net_kg / 1000


class TestVm0050:
    def test_counts_methane_and_nitrous_oxide_where_all_wood_grows_back(self):
        assert tonnes(VM0050, WEIGHED, fnrb=0) == Decimal("0.0156") * 100 * Decimal("9.46") * Decimal("0.95")

    def test_takes_the_fraction_of_the_country_unless_one_is_stated(self):
        by_country = tonnes(VM0050, WEIGHED, fnrb=None, country="HT")

        assert by_country == tonnes(VM0050, WEIGHED, fnrb="0.59")
        assert tonnes(VM0050, WEIGHED, country="HTI", fnrb="0.1") == tonnes(VM0050, WEIGHED, fnrb="0.1")

    def test_asks_for_a_country_or_a_fraction(self):
        with pytest.raises(BadInput) as refusal:
            VM0050.compute(WEIGHED | {"fnrb": None})

        assert refusal.value.field == "country"

    def test_lets_a_fraction_of_the_older_tool_count_at_three_quarters_or_so(self):
        assert tonnes(VM0050, WEIGHED, fnrb="0.5", fnrb_basis="tool30") == tonnes(VM0050, WEIGHED, fnrb="0.37")

    def test_counts_charcoal_with_the_making_of_it(self):
        result = VM0050.compute(WEIGHED | {"fuel_before": "charcoal", "burned_after": 0})

        factor = Decimal("165.22") / 2 + Decimal("44.83")
        assert result.baseline_kg == 100 * 2 * Decimal("0.0295") * factor * 1000

    def test_brings_use_down_to_the_lower_bound_of_the_survey(self):
        mean = tonnes(VM0050, WEIGHED, usage="0.9", usage_half_width="0.05")

        assert mean == tonnes(VM0050, WEIGHED, usage="0.85")

    def test_cannot_be_in_use_less_than_never(self):
        assert tonnes(VM0050, WEIGHED, usage="0.1", usage_half_width="0.5") == 0

    def test_takes_off_what_is_known_to_be_burned_elsewhere(self):
        assert tonnes(VM0050, WEIGHED) - tonnes(VM0050, WEIGHED, biomass_leakage=7) == 7

    def test_gives_nothing_to_a_stove_that_burns_more(self):
        result = VM0050.compute(WEIGHED | {"burned_after": 3})

        assert (result.leakage_kg, result.quantity_g) == (0, 0)
        assert result.net_kg < 0

    def test_does_not_believe_in_a_household_that_saves_a_forest(self):
        inputs = WEIGHED | {"burned_before": 20, "burned_after": 0, "fnrb": 1}

        with pytest.raises(Implausible, match="no household of eight"):
            VM0050.check_plausible(inputs, VM0050.compute(inputs))


class TestAmsIiG:
    def test_saves_what_the_better_stove_need_not_burn(self):
        steps = {step.name: step.value for step in AMS_II_G.compute(REASONED).steps}

        assert (steps["wood_before"], steps["wood_after"], steps["wood_saved"]) == (2, 1, 1)

    def test_counts_no_more_than_the_part_of_the_year(self):
        year, month = tonnes(AMS_II_G, REASONED), tonnes(AMS_II_G, REASONED, period_days="73 days")

        assert month * 5 == year

    def test_counts_nothing_where_all_wood_grows_back(self):
        assert tonnes(AMS_II_G, REASONED, fnrb=None, country="GUY") == 0

    def test_does_not_count_a_year_in_a_claim_for_a_month(self):
        result = AMS_II_G.compute(REASONED)

        with pytest.raises(Implausible, match="own days"):
            AMS_II_G.check_plausible(REASONED, result, 30)
        AMS_II_G.check_plausible(REASONED | {"period_days": 30}, AMS_II_G.compute(REASONED | {"period_days": 30}), 30)

    def test_stays_a_small_activity(self):
        inputs = REASONED | {"stoves": 1_000_000, "wood_per_person": 1, "efficiency_after": "0.6", "fnrb": 1}

        with pytest.raises(Implausible, match="180 GWh"):
            AMS_II_G.check_plausible(inputs, AMS_II_G.compute(inputs))
