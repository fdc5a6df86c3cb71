"""What every methodology does alike: reading inputs, working through, gates of time and of belief."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_UP, Decimal, localcontext

import pytest

from ledger.errors import BadInput, Implausible, OutsideValidity
from ledger.rules.methodology import Methodology
from ledger.rules.parameters import Quantity
from ledger.rules.worksheets import Worksheet, line


def look_up(sheet: Worksheet) -> None:
    sheet.look_up("factor", "Factor", Decimal("0.4"), "t/MWh", where="a table", source="a source")


PLANT = Methodology(
    code="plant",
    version=1,
    title="A plant",
    family="electricity-renewable",
    effect="avoidance",
    source="made for this test",
    gwp_report="AR5",
    parameters=(
        Quantity(name="generation", label="Generation", unit="MWh", maximum=Decimal(1000)),
        Quantity(name="diesel", label="Diesel", unit="t", maximum=Decimal(1000), default="0.5", source="a guess"),
        Quantity(name="lost", label="Lost", unit="t", maximum=Decimal(10), optional=True),
    ),
    lookups=look_up,
    lines=(
        line("baseline", "Baseline", "generation * factor", "t CO2e"),
        line("project", "Project", "diesel", "t CO2e"),
        line("leakage", "Leakage", "0.1 * baseline", "t CO2e"),
        line("deduction", "Deduction", "baseline / 3", "t CO2e"),
    ),
    uncertainty="a third",
    leakage="a tenth",
    ceiling=line("ceiling", "a MWh a day at most", "days * factor * 1000", "kg"),
    minimum_tier="measured",
    objection_days=14,
    asset_kinds=("meter",),
    valid_from=date(2024, 1, 1),
    valid_to=date(2027, 12, 31),
    vintages=(2021, 2026),
    buffer_ppm=150_000,
)
FOREST = replace(PLANT, effect="removal", lines=(*PLANT.lines, line("carried", "Carried", "-1", "t CO2e")))


class TestCompute:
    def test_takes_leakage_and_deduction_off_what_was_avoided(self):
        result = PLANT.compute({"generation": 100})

        assert (result.baseline_kg, result.project_kg, result.gross_kg) == (40_000, 500, 39_500)
        assert (result.leakage_kg, round(result.deduction_kg, 3)) == (4_000, Decimal("13333.333"))
        assert round(result.net_kg, 3) == Decimal("22166.667")

    def test_of_a_removal_is_what_the_project_stores_beyond_the_baseline(self):
        result = FOREST.compute({"generation": 1, "diesel": 10})

        assert result.gross_kg == 9_600
        assert round(result.net_kg, 3) == Decimal("8426.667")

    def test_issues_whole_grams_rounded_down_and_a_buffer_rounded_up(self):
        result = PLANT.compute({"generation": 100})

        assert (result.quantity_g, result.buffer_g, result.account_g) == (22_166_666, 3_325_000, 18_841_666)

    def test_mends_quotients_that_end_in_nines_before_it_cuts_grams_off(self):
        nothing = [line(name, name, "0", "t CO2e") for name in ("project", "leakage", "deduction")]
        thirds = replace(PLANT, lines=(line("baseline", "Baseline", "generation / 3 * 3", "t CO2e"), *nothing))

        result = thirds.compute({"generation": 1})

        assert result.net_kg < 1000
        assert result.quantity_g == 1_000_000

    def test_issues_nothing_where_the_effort_did_harm(self):
        result = PLANT.compute({"generation": 1, "diesel": 5})

        assert result.net_kg < 0
        assert (result.quantity_g, result.buffer_g, result.account_g) == (0, 0, 0)

    def test_works_every_line_through_by_hand(self):
        steps = {step.name: step for step in PLANT.compute({"generation": 100}).steps}

        assert list(steps) == ["factor", "baseline", "project", "leakage", "deduction", "net"]
        assert (steps["baseline"].formula, steps["baseline"].substituted) == ("generation × factor", "100 × 0.4")
        assert (steps["factor"].formula, steps["factor"].source) == ("a table", "a source")
        assert steps["net"].formula == "baseline − project − leakage − deduction"

    def test_says_which_inputs_were_stated_and_where_the_others_are_from(self):
        stated = PLANT.compute({"generation": "0.1 GWh"}).stated

        assert [(one.name, one.value, one.unit, one.source) for one in stated] == [
            ("generation", "100.0", "MWh", "stated"),
            ("diesel", "0.5", "t", "default: a guess"),
        ]

    def test_does_not_look_up_what_was_stated(self):
        told = replace(
            PLANT, parameters=(*PLANT.parameters, Quantity(name="factor", label="F", unit="t/MWh", maximum=Decimal(2)))
        )

        assert told.compute({"generation": 100, "factor": 1}).baseline_kg == 100_000

    def test_is_the_same_whatever_arithmetic_the_caller_uses(self):
        with localcontext(prec=3, rounding=ROUND_UP):
            narrow = PLANT.compute({"generation": "123.456789"})
            grams = narrow.quantity_g, narrow.buffer_g

        wide = PLANT.compute({"generation": "123.456789"})
        assert narrow == wide
        assert grams == (wide.quantity_g, wide.buffer_g)

    @pytest.mark.parametrize("nothing", [None, ""])
    def test_takes_blanks_as_not_stated(self, nothing):
        assert PLANT.compute({"generation": 1, "diesel": nothing}).inputs["diesel"] == "0.5"

    @pytest.mark.parametrize("inputs", [{}, {"generation": ""}, {"generation": None}])
    def test_asks_for_what_has_no_default(self, inputs):
        with pytest.raises(BadInput) as refusal:
            PLANT.compute(inputs)

        assert refusal.value.field == "generation"
        assert refusal.value.expected == "a number of MWh from 0 to 1000 (it has no default)"

    def test_refuses_inputs_that_it_does_not_know_and_guesses_what_was_meant(self):
        with pytest.raises(BadInput) as refusal:
            PLANT.compute({"generation": 1, "deisel": 2})

        assert refusal.value.field == "deisel"
        assert refusal.value.expected.startswith("diesel, perhaps")


class TestCheckPlausible:
    def test_lets_pass_what_can_be_believed(self):
        inputs = {"generation": 365, "diesel": 0}

        PLANT.check_plausible(inputs, PLANT.compute(inputs))

    def test_refuses_more_than_the_inputs_can_give_in_the_time(self):
        inputs = {"generation": 365, "diesel": 0}

        with pytest.raises(Implausible, match="a MWh a day at most, in 30 days") as refusal:
            PLANT.check_plausible(inputs, PLANT.compute(inputs), 30)

        assert refusal.value.ceiling_kg == "12000"

    def test_needs_a_period_of_a_day_or_more(self):
        with pytest.raises(BadInput, match="days"):
            PLANT.check_plausible({"generation": 1}, PLANT.compute({"generation": 1}), 0)


class TestCheckPeriod:
    @pytest.mark.parametrize(
        ("start", "end"), [(date(2021, 1, 1), date(2026, 12, 31)), (date(2024, 2, 29), date(2024, 2, 29))]
    )
    def test_takes_vintages_of_its_years(self, start, end):
        PLANT.check_period(start, end)

    @pytest.mark.parametrize(
        ("start", "end"), [(date(2020, 12, 31), date(2021, 6, 1)), (date(2026, 1, 1), date(2027, 1, 1))]
    )
    def test_refuses_a_period_that_touches_another_year(self, start, end):
        with pytest.raises(OutsideValidity, match="from 2021 to 2026"):
            PLANT.check_period(start, end)

    def test_has_no_last_year_where_none_is_set(self):
        replace(PLANT, vintages=(2021, None)).check_period(date(2090, 1, 1), date(2090, 12, 31))

    def test_refuses_a_period_that_ends_before_it_starts(self):
        with pytest.raises(BadInput, match="an end on or after the start"):
            PLANT.check_period(date(2024, 2, 2), date(2024, 2, 1))


class TestCheckFiling:
    @pytest.mark.parametrize("on", [date(2024, 1, 1), date(2027, 12, 31)])
    def test_takes_claims_on_its_days(self, on):
        PLANT.check_filing(on)

    @pytest.mark.parametrize("on", [date(2023, 12, 31), date(2028, 1, 1)])
    def test_refuses_claims_on_others(self, on):
        with pytest.raises(OutsideValidity, match="2024-01-01 until 2027-12-31"):
            PLANT.check_filing(on)


class TestMethodology:
    @pytest.mark.parametrize(
        "mistake",
        [
            {"lines": PLANT.lines[:-1]},
            {"lines": (*PLANT.lines, PLANT.lines[0])},
            {"lines": (*PLANT.lines[:-1], line("deduction", "Deduction", "0", "kg CO2e"))},
            {"lines": (*PLANT.lines, line("carried", "Carried", "0", "kg CO2e"))},
            {"lines": tuple(replace(one, unit="MWh") for one in PLANT.lines)},
            {"minimum_tier": "sworn"},
            {"buffer_ppm": 1_000_001},
            {"ceiling": line("ceiling", "Ceiling", "1", "t")},
        ],
    )
    def test_is_refused_where_it_is_made_wrongly(self, mistake):
        with pytest.raises(ValueError, match="plant"):
            replace(PLANT, **mistake)
