"""Global warming potentials: the reports disagree, so none is taken for granted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.rules import gwp

MASSES = st.dictionaries(st.sampled_from(gwp.gases(report="AR6")), st.integers(0, 10**9), max_size=6)


class TestFactor:
    @pytest.mark.parametrize(
        ("report", "gas", "expected"),
        [
            ("SAR", "CH4", "21"),
            ("TAR", "CH4", "23"),
            ("AR4", "CH4", "25"),
            ("AR5", "CH4", "28"),
            ("AR6", "CH4", "27.9"),
            ("SAR", "N2O", "310"),
            ("TAR", "N2O", "296"),
            ("AR4", "N2O", "298"),
            ("AR5", "N2O", "265"),
            ("AR6", "N2O", "273"),
            ("AR4", "SF6", "22800"),
            ("AR5", "SF6", "23500"),
            ("AR6", "SF6", "25200"),
            ("AR6", "NF3", "17400"),
            ("AR6", "HFC-32", "771"),
            ("AR6", "HFC-125", "3740"),
            ("AR6", "HFC-134a", "1530"),
            ("AR6", "CH4-fossil", "29.8"),
            ("AR6", "CH4-non-fossil", "27"),
        ],
    )
    def test_is_that_of_the_report(self, report, gas, expected):
        assert gwp.factor(gas, report=report) == Decimal(expected)

    @pytest.mark.parametrize("report", gwp.REPORTS)
    def test_of_carbon_dioxide_is_one_in_every_report(self, report):
        assert gwp.factor("CO2", report=report) == 1

    def test_over_twenty_years_is_larger_for_methane(self):
        assert gwp.factor("CH4", report="AR6", horizon=20) == Decimal("81.2")

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"gas": "CH4", "report": "AR7"}, "report"),
            ({"gas": "CH4", "report": "AR6", "horizon": 50}, "horizon"),
            ({"gas": "XYZ", "report": "AR6"}, "gas"),
            ({"gas": "NF3", "report": "SAR"}, "gas"),
            ({"gas": "CH4", "report": "AR5", "horizon": 20}, "gas"),
        ],
    )
    def test_refuses_what_the_report_does_not_give(self, asked, field):
        with pytest.raises(BadInput) as refusal:
            gwp.factor(**asked)

        assert refusal.value.field == field


class TestCo2e:
    def test_adds_up_a_mixed_inventory(self):
        masses = {"CO2": 1000, "CH4": 10, "N2O": 2, "SF6": "0.1", "HFC-134a": "1 kg"}

        assert gwp.co2e(masses, report="AR6") == 5875

    def test_reads_masses_in_their_units(self):
        assert gwp.co2e({"CH4": "2 t"}, report="AR5") == 56_000

    @pytest.mark.parametrize("mass", ["-1", "nan", "2 kWh"])
    def test_refuses_a_mass_that_is_none_and_names_the_gas(self, mass):
        with pytest.raises(BadInput) as refusal:
            gwp.co2e({"CH4": mass}, report="AR6")

        assert refusal.value.field == "CH4"

    @given(MASSES, MASSES)
    def test_of_two_inventories_is_the_sum_of_each(self, one, other):
        both = {gas: one.get(gas, 0) + other.get(gas, 0) for gas in one | other}

        assert gwp.co2e(both, report="AR6") == gwp.co2e(one, report="AR6") + gwp.co2e(other, report="AR6")
