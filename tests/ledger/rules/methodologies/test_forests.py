"""Afforestation: imprecise inventories are cut, losses made good first, part kept as a buffer."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import BadInput, Implausible, OutsideValidity
from ledger.rules import methodologies

GS403, ACM0003 = methodologies.get("gs403"), methodologies.get("ar-acm0003")
VOLUME = {"area": 10, "stem_volume": 100, "relative_error": "0.2", "baseline_stock": 0, "leakage_stock": 0}
BIOMASS = {"area": 10, "biomass": 60, "relative_error": 0, "baseline_stock": 0, "leakage_emissions": 0, "root_shoot": 0}
WHOLE = Decimal("682.44")


def tonnes(methodology, inputs, **stated):
    return methodology.compute(inputs | stated).net_kg / 1000


class TestGs403:
    @pytest.mark.parametrize(("error", "counted"), [("0", "1"), ("0.2", "1"), ("0.23", "0.97"), ("1", "0.2")])
    def test_cuts_what_the_error_has_above_a_fifth(self, error, counted):
        assert tonnes(GS403, VOLUME, relative_error=error) == WHOLE * Decimal(counted)

    def test_reckons_the_error_from_the_plots_where_none_is_stated(self):
        sampled = VOLUME | {"relative_error": None, "plots": 34, "deviation": 80}

        error = next(step for step in GS403.compute(sampled).steps if step.name == "relative_error")

        assert round(error.value, 5) == Decimal("0.23219")
        assert error.formula == "t(33) × 80 / √34 / 100, t = 1.692360"

    @pytest.mark.parametrize(
        ("stated", "field"),
        [({}, "plots"), ({"plots": 34}, "deviation"), ({"deviation": 8}, "plots"), ({"plots": 1}, "plots")],
    )
    def test_asks_for_what_the_error_can_be_reckoned_from(self, stated, field):
        with pytest.raises(BadInput) as refusal:
            GS403.compute(VOLUME | {"relative_error": None} | stated)

        assert refusal.value.field == field

    def test_takes_the_error_of_nothing_as_nothing_and_none_above_the_mean(self):
        bare = GS403.compute(VOLUME | {"relative_error": None, "plots": 2, "deviation": 5, "stem_volume": 0})
        wild = GS403.compute(VOLUME | {"relative_error": None, "plots": 2, "deviation": 500})

        assert bare.net_kg == 0
        assert wild.net_kg / 1000 == WHOLE * Decimal("0.2")

    def test_takes_off_what_stood_there_and_a_tenth_more_where_it_was_burned(self):
        assert WHOLE - tonnes(GS403, VOLUME, baseline_stock=5) == 50
        assert WHOLE - tonnes(GS403, VOLUME, baseline_stock=5, burned="yes") == 55

    def test_takes_off_leakage_fertiliser_other_emissions_and_what_was_counted_before(self):
        assert WHOLE - tonnes(GS403, VOLUME, leakage_stock=2) == 20
        assert WHOLE - tonnes(GS403, VOLUME, nitrogen=1000) == 5
        assert WHOLE - tonnes(GS403, VOLUME, other_emissions=1) == 10
        assert WHOLE - tonnes(GS403, VOLUME, stock_before=30) == 300

    @pytest.mark.parametrize(
        ("before", "issued"), [("0", "682.44"), ("500", "682.44"), ("-82.44", "600"), ("-700", "0")]
    )
    def test_makes_losses_of_earlier_periods_good_first(self, before, issued):
        result = GS403.compute(VOLUME | {"net_before": before})

        assert Decimal(result.quantity_g) / 1_000_000 == Decimal(issued)

    def test_keeps_a_fifth_as_a_buffer(self):
        result = GS403.compute(VOLUME)

        assert (result.buffer_g, result.account_g) == (136_488_000, 545_952_000)

    def test_takes_no_vintage_after_its_standard_stopped(self):
        GS403.check_period(date(2021, 1, 1), date(2025, 12, 31))

        with pytest.raises(OutsideValidity, match="2021 to 2025"):
            GS403.check_period(date(2025, 7, 1), date(2026, 6, 30))

    def test_does_not_believe_in_forests_that_shoot_up(self):
        with pytest.raises(Implausible, match="86 t CO2 a hectare"):
            GS403.check_plausible(VOLUME | {"stem_volume": 130}, GS403.compute(VOLUME | {"stem_volume": 130}))


class TestArAcm0003:
    def test_moves_trees_and_baseline_by_the_same_printed_example(self):
        """60 ± 9 counts as 57.75 for the project and as 62.25 for the baseline."""
        trees = ACM0003.compute(BIOMASS | {"relative_error": "0.15"})
        baseline = ACM0003.compute(BIOMASS | {"biomass": 0, "baseline_stock": 60, "baseline_error": "0.15"})

        assert round(trees.net_kg / trees.gross_kg * 60, 10) == Decimal("57.75")
        assert baseline.net_kg == Decimal("-622500")

    def test_takes_nothing_off_a_precise_inventory(self):
        sampled = BIOMASS | {"relative_error": None, "biomass": "45.328", "plots": 34, "deviation": "12.776"}

        assert ACM0003.compute(sampled).deduction_kg == 0

    def test_reckons_roots_from_shoots_unless_they_were_measured(self):
        steps = {step.name: step.value for step in ACM0003.compute(BIOMASS | {"root_shoot": None}).steps}

        # e^(-1.085 + 0.9256 ln 60) / 60
        assert round(steps["root_shoot"], 4) == Decimal("0.2492")
        assert tonnes(ACM0003, BIOMASS, root_shoot="0.25") == tonnes(ACM0003, BIOMASS) * Decimal("1.25")

    def test_has_no_roots_where_there_are_no_trees(self):
        assert tonnes(ACM0003, BIOMASS, biomass=0, root_shoot=None) == 0

    def test_adds_other_pools_and_takes_emissions_leakage_and_the_stock_before_off(self):
        base = tonnes(ACM0003, BIOMASS)

        assert tonnes(ACM0003, BIOMASS, other_pools=3) - base == 30
        assert base - tonnes(ACM0003, BIOMASS, stock_before=3) == 30
        assert base - tonnes(ACM0003, BIOMASS, project_emissions=3) == 3
        assert base - tonnes(ACM0003, BIOMASS, leakage_emissions=3) == 3
        assert base - tonnes(ACM0003, BIOMASS, net_before=-3) == 3
