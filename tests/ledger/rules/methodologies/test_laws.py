"""Laws that every methodology keeps, whatever its inputs."""

from decimal import ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.rules import methodologies
from ledger.rules.parameters import Choice, Quantity, Shares

ALL = pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: f"{one.code}@{one.version}")
# The input by which an effort grows: with none of it there is no effect.
AMOUNTS = {
    "acm0002": "generation",
    "ams-i-d": "generation",
    "ams-ii-g": "stoves",
    "ams-iii-bm": "trips",
    "ar-acm0003": "area",
    "csi-csink": "biochar_wet",
    "external-immobilised": "immobilised",
    "gs403": "area",
    "heat-pump": "heat",
    "insulation": "heat_before",
    "puro-biochar": "biochar_wet",
    "vm0050": "stoves",
    "vmr0017": "generation",
}
FEW = settings(max_examples=25, deadline=None)


def values(parameter):
    """Any value that a parameter takes."""
    match parameter:
        case Quantity(integer=True):
            return st.integers(int(parameter.minimum), int(parameter.maximum)).map(str)
        case Quantity():
            return st.decimals(parameter.minimum, parameter.maximum, places=4).map(str)
        case Choice():
            return st.sampled_from(parameter.choices)
        case Shares():
            modes = st.lists(st.sampled_from(parameter.choices), min_size=1, max_size=4, unique=True)
            return modes.map(lambda chosen: {mode: Decimal(1) / 4 for mode in chosen})


def claims(methodology):
    """Any inputs that a methodology takes, every optional one stated."""
    inputs = st.fixed_dictionaries({parameter.name: values(parameter) for parameter in methodology.parameters})
    return inputs.filter(lambda chosen: (chosen.get("income_group"), chosen.get("technology")) not in REFUSED)


REFUSED = [("high", "solar"), ("high", "wind")]


@ALL
class TestCompute:
    @FEW
    @given(data=st.data())
    def test_never_issues_more_than_the_net_nor_nets_more_than_the_gross(self, methodology, data):
        result = methodology.compute(data.draw(claims(methodology)))

        assert result.net_kg <= result.gross_kg
        assert 0 <= result.quantity_g <= max(Decimal(0), result.net_kg * 1000) + Decimal("1e-12")
        assert result.quantity_g > result.net_kg * 1000 - 1
        assert result.leakage_kg >= 0
        assert result.deduction_kg >= 0

    @FEW
    @given(data=st.data())
    def test_parts_what_is_issued_into_buffer_and_account(self, methodology, data):
        result = methodology.compute(data.draw(claims(methodology)))

        assert result.buffer_g + result.account_g == result.quantity_g
        assert 0 <= result.buffer_g * 1_000_000 - result.quantity_g * methodology.buffer_ppm < 1_000_000

    @FEW
    @given(data=st.data())
    def test_gives_the_same_again_from_what_it_understood(self, methodology, data):
        result = methodology.compute(data.draw(claims(methodology)))

        with localcontext(prec=4, rounding=ROUND_UP):
            again = methodology.compute(result.inputs)

        assert again.steps == result.steps
        assert (again.net_kg, again.quantity_g) == (result.net_kg, result.quantity_g)

    @FEW
    @given(data=st.data())
    def test_never_falls_as_the_amount_grows(self, methodology, data):
        inputs, amount = data.draw(claims(methodology)), AMOUNTS[methodology.code]
        other = data.draw(values(methodology.by_name[amount]))
        less, more = sorted([inputs[amount], other], key=Decimal)

        smaller, larger = (methodology.compute(inputs | {amount: size}) for size in (less, more))

        assert smaller.quantity_g <= larger.quantity_g

    @FEW
    @given(data=st.data())
    def test_gives_nothing_for_nothing(self, methodology, data):
        inputs = data.draw(claims(methodology))

        assert methodology.compute(inputs | {AMOUNTS[methodology.code]: "0"}).quantity_g == 0

    @FEW
    @given(data=st.data())
    def test_refuses_what_is_no_number_or_out_of_range_and_names_the_field(self, methodology, data):
        inputs = data.draw(claims(methodology))
        quantities = [parameter for parameter in methodology.parameters if isinstance(parameter, Quantity)]
        parameter = data.draw(st.sampled_from(quantities))
        wrong = data.draw(
            st.sampled_from(["NaN", "-inf", str(parameter.minimum - 1), str(parameter.maximum + 1), "much"])
        )

        with pytest.raises(BadInput) as refusal:
            methodology.compute(inputs | {parameter.name: wrong})

        assert (refusal.value.field, refusal.value.given) == (parameter.name, wrong)
        assert "number" in refusal.value.expected

    def test_refuses_to_go_without_what_has_no_default(self, methodology):
        required = [parameter.name for parameter in methodology.parameters if parameter.required]

        with pytest.raises(BadInput) as refusal:
            methodology.compute({})

        assert refusal.value.field == required[0]

    @FEW
    @given(data=st.data())
    def test_shows_each_line_so_that_it_can_be_reckoned_again(self, methodology, data):
        result = methodology.compute(data.draw(claims(methodology)))

        known = {stated.name for stated in result.stated} | {step.name for step in result.steps}
        for line in (*methodology.lines, methodology.net):
            assert line.formula.names <= known
        assert [step.name for step in result.steps][-len(methodology.lines) - 1 :] == [
            *(line.name for line in methodology.lines),
            "net",
        ]
