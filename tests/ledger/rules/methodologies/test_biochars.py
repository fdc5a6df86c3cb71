"""Biochar: what is left after a century, by the soil's warmth or by years."""

from decimal import Decimal

import pytest

from ledger.errors import BadInput, Implausible
from ledger.rules import methodologies

PURO, CSI = methodologies.get("puro-biochar"), methodologies.get("csi-csink")
CHAR = {"biochar_wet": 12, "moisture": 0, "organic_carbon": 1, "hydrogen_to_carbon": "0.3", "project_emissions": 0}
WARM = CHAR | {"soil_temperature": 15}


def persistence(methodology, inputs, **stated):
    steps = methodology.compute(inputs | stated).steps
    return next(step.value for step in steps if step.name == "persistence")


class TestPuroBiochar:
    @pytest.mark.parametrize(
        ("degrees", "expected"), [("7", "0.93206"), ("15", "0.83422"), ("14.2", "0.83422"), ("40", "0.71715")]
    )
    def test_lasts_less_in_warmer_soil_rounded_up_to_whole_degrees(self, degrees, expected):
        assert persistence(PURO, WARM, soil_temperature=f"{degrees} °C") == Decimal(expected)

    @pytest.mark.parametrize("degrees", ["6.9", "40.1"])
    def test_knows_no_other_soils(self, degrees):
        with pytest.raises(BadInput, match="from 7 to 40"):
            PURO.compute(WARM | {"soil_temperature": degrees})

    def test_counts_dry_carbon_only(self):
        result = PURO.compute(WARM | {"moisture": "25 %", "organic_carbon": "0.5"})

        assert result.net_kg == Decimal("16500") * Decimal("0.83422")

    def test_takes_every_other_emission_off(self):
        whole = PURO.compute(WARM).net_kg
        less = [
            PURO.compute(WARM | {name: 1}).net_kg
            for name in ("project_emissions", "baseline_storage", "leakage_emissions")
        ]

        assert less == [whole - 1000] * 3

    def test_refuses_what_is_charred_too_little_to_last(self):
        with pytest.raises(BadInput, match="hydrogen_to_carbon"):
            PURO.compute(WARM | {"hydrogen_to_carbon": "0.71"})

    def test_does_not_believe_in_more_than_the_largest_plants_make(self):
        inputs = WARM | {"biochar_wet": 70_000}

        with pytest.raises(Implausible, match="50,000 t"):
            PURO.check_plausible(inputs, PURO.compute(inputs))


class TestCsiCsink:
    def test_leaves_five_sixths_of_well_charred_carbon_after_a_century(self):
        assert round(persistence(CSI, CHAR), 3) == Decimal("0.826")

    def test_has_no_inert_part_from_four_tenths_on(self):
        assert round(persistence(CSI, CHAR, hydrogen_to_carbon="0.4"), 3) == Decimal("0.304")

    def test_never_leaves_more_than_there_was(self):
        assert persistence(CSI, CHAR, years=1) < 1

    def test_takes_a_margin_off_each_dry_tonne(self):
        assert CSI.compute(CHAR | {"moisture": "50 %"}).deduction_kg == 120

    def test_takes_the_plants_own_emissions_off(self):
        assert CSI.compute(CHAR).net_kg - CSI.compute(CHAR | {"project_emissions": "2 t"}).net_kg == 2000
