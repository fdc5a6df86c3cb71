"""What methodologies ask for: read forgivingly, refused by name, and written so that it can be read again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.rules.parameters import Choice, Quantity, Shares, country

ENERGY = Quantity(name="energy", label="Energy", unit="kWh", minimum=Decimal(1), maximum=Decimal(100))
STOVES = Quantity(name="stoves", label="Stoves", unit="stoves", maximum=Decimal(10), integer=True)
FUEL = Choice(name="fuel", label="Fuel", choices=("natural_gas", "coal"), aliases={"methane": "natural_gas"})
MODES = Shares(name="modes", label="Modes", choices=("car", "bus", "walk"))


class TestQuantity:
    def test_is_read_in_its_unit(self):
        assert ENERGY.read("0.05 MWh") == 50

    @pytest.mark.parametrize("edge", ["1", "100"])
    def test_takes_both_ends_of_its_range(self, edge):
        assert ENERGY.read(edge) == Decimal(edge)

    @pytest.mark.parametrize("given", ["0.999", "100.001", "-5", "1 GWh"])
    def test_refuses_what_is_out_of_range_and_says_the_range(self, given):
        with pytest.raises(BadInput) as refusal:
            ENERGY.read(given)

        assert (refusal.value.field, refusal.value.expected) == ("energy", "a number of kWh from 1 to 100")

    def test_refuses_a_part_of_what_comes_whole(self):
        with pytest.raises(BadInput, match="a whole number of stoves from 0 to 10"):
            STOVES.read("2.5")

    @given(st.decimals(min_value=1, max_value=100, places=5))
    def test_is_written_so_that_it_reads_the_same(self, amount):
        assert ENERGY.read(ENERGY.written(amount)) == amount

    def test_knows_its_dimension(self):
        assert ENERGY.dimension == "energy"


class TestChoice:
    @pytest.mark.parametrize("given", ["natural_gas", "Natural Gas", "natural-gas ", "METHANE"])
    def test_understands_other_spellings(self, given):
        assert FUEL.read(given) == "natural_gas"

    @pytest.mark.parametrize("given", ["peat", "", 3])
    def test_refuses_others_and_names_what_there_is(self, given):
        with pytest.raises(BadInput, match="expected one of natural_gas, coal"):
            FUEL.read(given)

    @pytest.mark.parametrize("given", ["KEN", "KE", "ke"])
    def test_knows_countries_by_both_codes(self, given):
        assert country("fnrb", "Country").read(given) == "KEN"

    def test_does_not_lose_namibia(self):
        assert country("fnrb", "Country").read("NA") == "NAM"


class TestShares:
    @pytest.mark.parametrize(
        "given",
        ["walk=0.5, car=30 %", "car=0,3; walk=50%", {"car": "30 %", "walk": Decimal("0.5")}, "car = 0.3 , walk=.5"],
    )
    def test_are_read_from_text_or_a_mapping(self, given):
        assert MODES.read(given) == {"car": Decimal("0.3"), "walk": Decimal("0.5")}

    @pytest.mark.parametrize(
        "given",
        ["car=0.6, bus=0.5", "car=0.2, car=0.3", "car", "", "car=0.2, bus", {}, 5, {"car": "0.2", "CAR": "0.1"}],
    )
    def test_refuses_what_is_no_part_of_a_whole(self, given):
        with pytest.raises(BadInput) as refusal:
            MODES.read(given)

        assert refusal.value.field == "modes"
        assert "at most 1" in refusal.value.expected

    @pytest.mark.parametrize("given", ["plane=0.1", {"plane": 1}])
    def test_refuses_a_name_that_it_does_not_know(self, given):
        with pytest.raises(BadInput, match="one of car, bus, walk"):
            MODES.read(given)

    @pytest.mark.parametrize("share", ["-0.1", "1.1", "nan"])
    def test_refuses_a_share_that_is_none_and_says_which(self, share):
        with pytest.raises(BadInput) as refusal:
            MODES.read({"bus": share})

        assert refusal.value.field == "modes.bus"

    def test_are_written_so_that_they_read_the_same(self):
        shares = MODES.read("walk=50 %, car=12.5 %")

        assert MODES.read(MODES.written(shares)) == shares
