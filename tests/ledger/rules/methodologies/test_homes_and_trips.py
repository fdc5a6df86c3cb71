"""What households can claim: trips by bicycle, a heat pump, insulation."""

from decimal import Decimal

import pytest

from ledger.errors import BadInput, Implausible
from ledger.rules import methodologies

TRIPS, PUMP, WALLS = (methodologies.get(code) for code in ("ams-iii-bm", "heat-pump", "insulation"))
COMMUTE = {"trips": 100, "distance": "10 km", "replaced": {"car_petrol_medium": 1}}
HOME = {
    "heat": 9000,
    "heat_by": "metered",
    "boiler_efficiency": "0.9",
    "fuel": "natural_gas",
    "performance": 3,
    "grid_factor": 0,
}
HOUSE = {
    "heat_before": 10_000,
    "heat_after": 0,
    "degree_days_before": 2000,
    "degree_days_after": 2000,
    "boiler_efficiency": 1,
    "fuel": "natural_gas",
}
GAS = Decimal("0.0036") * Decimal("56.1")


class TestAmsIiiBm:
    def test_counts_what_riders_would_have_used(self):
        assert TRIPS.compute(COMMUTE).net_kg == Decimal("192.28")

    @pytest.mark.parametrize("mode", ["walk", "bicycle", "no_trip"])
    def test_counts_trips_that_burned_nothing_as_zero(self, mode):
        assert TRIPS.compute(COMMUTE | {"replaced": {mode: 1}}).quantity_g == 0

    def test_shares_a_car_among_those_who_sit_in_it_and_not_a_bus(self):
        assert TRIPS.compute(COMMUTE | {"occupancy": 2}).net_kg == Decimal("96.14")
        assert TRIPS.compute(COMMUTE | {"replaced": "bus=1", "occupancy": 2}).net_kg == Decimal("104.71")

    def test_takes_charging_and_vans_off(self):
        charged = TRIPS.compute(COMMUTE | {"electricity": "10 kWh", "country": "GB"})
        moved = TRIPS.compute(COMMUTE | {"van_distance": "100 km"})

        assert (charged.project_kg, moved.project_kg) == (Decimal("2.37589"), Decimal("28.295"))

    def test_asks_for_the_grid_only_where_something_was_charged(self):
        with pytest.raises(BadInput) as refusal:
            TRIPS.compute(COMMUTE | {"electricity": 10})

        assert refusal.value.field == "country"

    @pytest.mark.parametrize(("error", "counted"), [("10 %", "1"), ("25 %", "0.85")])
    def test_cuts_what_the_survey_is_wrong_by_above_a_tenth(self, error, counted):
        assert TRIPS.compute(COMMUTE | {"sampling_error": error}).net_kg == Decimal("192.28") * Decimal(counted)

    def test_does_not_believe_in_a_rider_who_never_gets_off(self):
        inputs = COMMUTE | {"trips": 10_000}

        with pytest.raises(Implausible, match="100 km a day"):
            TRIPS.check_plausible(inputs, TRIPS.compute(inputs), 30)


class TestHeatPump:
    def test_takes_the_electricity_off_what_the_boiler_would_have_burned(self):
        result = PUMP.compute(HOME | {"grid_factor": 200})

        assert result.baseline_kg == 10_000 * GAS
        assert result.project_kg == 600

    def test_takes_a_tenth_off_where_the_heat_was_reckoned_and_not_metered(self):
        metered, reckoned = PUMP.compute(HOME), PUMP.compute(HOME | {"heat_by": None})

        assert reckoned.net_kg == metered.net_kg * Decimal("0.9")

    def test_counts_refrigerant_that_leaked_by_its_warming(self):
        assert PUMP.compute(HOME | {"refrigerant_refilled": 1}).project_kg == 771
        assert PUMP.compute(HOME | {"refrigerant_refilled": 1, "refrigerant": "HFC-134a"}).project_kg == 1530

    def test_counts_a_heater_that_ran_on_electricity_by_the_grid(self):
        result = PUMP.compute(HOME | {"fuel": "electricity", "boiler_efficiency": 1, "grid_factor": "360"})

        assert (round(result.baseline_kg, 20), result.project_kg) == (3240, 1080)

    def test_takes_a_stated_fuel_factor_before_that_of_the_fuel(self):
        assert PUMP.compute(HOME | {"fuel_factor": "100 kg/GJ"}).baseline_kg == 3600

    def test_asks_for_the_grid(self):
        with pytest.raises(BadInput) as refusal:
            PUMP.compute(HOME | {"grid_factor": None})

        assert refusal.value.field == "country"

    def test_does_not_believe_in_a_home_as_hungry_as_a_block(self):
        inputs = HOME | {"heat": 61_000}

        with pytest.raises(Implausible, match="60,000 kWh"):
            PUMP.check_plausible(inputs, PUMP.compute(inputs))
        PUMP.check_plausible(inputs | {"dwellings": 2}, PUMP.compute(inputs | {"dwellings": 2}))


class TestInsulation:
    def test_corrects_for_the_weather(self):
        colder = WALLS.compute(HOUSE | {"degree_days_after": 2200})

        assert colder.net_kg == 11_000 * GAS

    def test_takes_off_what_is_still_burned(self):
        assert WALLS.compute(HOUSE | {"heat_after": 4000}).net_kg == 6000 * GAS

    @pytest.mark.parametrize(("before", "after"), [(2000, 2600), (2600, 2000)])
    def test_trusts_no_correction_of_more_than_a_fifth(self, before, after):
        result = WALLS.compute(HOUSE | {"degree_days_before": before, "degree_days_after": after})

        assert round(result.deduction_kg / result.gross_kg, 10) == Decimal("0.1")

    def test_gives_nothing_where_more_is_burned(self):
        assert WALLS.compute(HOUSE | {"heat_after": 12_000}).quantity_g == 0

    def test_counts_electric_heating_by_the_grid(self):
        result = WALLS.compute(HOUSE | {"fuel": "electricity", "country": "KE"})

        assert round(result.net_kg, 10) == Decimal("704.92")
