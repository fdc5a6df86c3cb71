"""Power plants on a grid: CDM's and Verra's weights, what an extension adds, what making the plant costs."""

from decimal import Decimal

import pytest

from ledger.errors import BadInput, Implausible
from ledger.rules import methodologies

PLANT = {"generation": 1000, "capacity": "0.6", "technology": "solar", "operating_margin": "0.9", "build_margin": "0.5"}


def factor(code, **stated):
    """The combined margin in t/MWh."""
    steps = methodologies.get(code).compute(PLANT | stated).steps
    return next(step.value for step in steps if step.name == "grid_factor")


class TestWeights:
    @pytest.mark.parametrize(
        ("technology", "period", "expected"),
        [("solar", 1, "0.8"), ("wind", 3, "0.8"), ("hydro", 1, "0.7"), ("hydro", 2, "0.6"), ("biomass", 3, "0.6")],
    )
    def test_of_the_cdm_favour_what_runs_now(self, technology, period, expected):
        assert factor("ams-i-d", technology=technology, crediting_period=period) == Decimal(expected)

    @pytest.mark.parametrize(
        ("technology", "period", "expected"),
        [("wind", 1, "0.7"), ("solar", 2, "0.66"), ("solar", 3, "0.62"), ("hydro", 1, "0.66"), ("hydro", 2, "0.6")],
    )
    def test_of_verra_move_to_what_would_be_built(self, technology, period, expected):
        stated = {"technology": technology, "crediting_period": period, "income_group": "low"}

        assert factor("vmr0017", **stated) == Decimal(expected)


class TestAmsID:
    def test_counts_only_what_an_extension_adds(self):
        extended = methodologies.get("ams-i-d").compute(PLANT | {"earlier_generation": 400})
        shrunk = methodologies.get("ams-i-d").compute(PLANT | {"earlier_generation": 1001})

        assert (extended.net_kg, shrunk.net_kg) == (480_000, 0)

    def test_takes_small_plants_only_where_its_sister_takes_any(self):
        with pytest.raises(BadInput, match="MW from 0"):
            methodologies.get("ams-i-d").compute(PLANT | {"capacity": "16 MW"})

        assert methodologies.get("acm0002").compute(PLANT | {"capacity": "16 MW"}).net_kg == 800_000

    def test_does_not_believe_in_more_than_the_plant_can_give(self):
        methodology, inputs = methodologies.get("ams-i-d"), PLANT | {"capacity": "114 kW"}

        with pytest.raises(Implausible, match="cannot run above its capacity"):
            methodology.check_plausible(inputs, methodology.compute(inputs), 365)
        methodology.check_plausible(inputs, methodology.compute(inputs), 366)


class TestVmr0017:
    @pytest.mark.parametrize(
        ("technology", "leakage_kg"), [("solar", 43_000), ("wind", 13_000), ("ocean", 8_000), ("hydro", 0)]
    )
    def test_takes_the_making_of_the_plant_off(self, technology, leakage_kg):
        inputs = PLANT | {"technology": technology, "income_group": "upper_middle"}

        assert methodologies.get("vmr0017").compute(inputs).leakage_kg == leakage_kg

    def test_has_a_build_margin_where_none_is_stated(self):
        inputs = PLANT | {"build_margin": None, "income_group": "low"}

        assert methodologies.get("vmr0017").compute(inputs).baseline_kg == 613_000

    @pytest.mark.parametrize("technology", ["solar", "wind"])
    def test_takes_no_sun_or_wind_from_rich_countries(self, technology):
        with pytest.raises(BadInput) as refusal:
            methodologies.get("vmr0017").compute(PLANT | {"technology": technology, "income_group": "high"})

        assert refusal.value.field == "income_group"

    def test_takes_hydropower_from_anywhere(self):
        inputs = PLANT | {"technology": "hydro", "income_group": "high"}

        assert methodologies.get("vmr0017").compute(inputs).net_kg == 660_000
