"""The pages in `docs/methods/`: their examples come out, and what they say of a methodology is what it is."""

import shlex
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from ledger.rules import methodologies
from tests.ledger.rules.methodologies import examples

ALL = pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: f"{one.code}@{one.version}")


@ALL
class TestPage:
    def test_has_an_example_that_comes_out(self, methodology):
        example = examples.example(methodology.code)
        result = methodology.compute(example["inputs"])

        assert (example["methodology"], example["version"]) == (methodology.code, methodology.version)
        assert {name: Decimal(str(getattr(result, name))) for name in example["expected"]} == {
            name: pytest.approx(Decimal(value), abs=Decimal("1e-15")) for name, value in example["expected"].items()
        }

    def test_has_an_example_that_can_be_believed(self, methodology):
        example = examples.example(methodology.code)

        methodology.check_plausible(example["inputs"], methodology.compute(example["inputs"]), example["days"])

    def test_has_a_command_that_gives_the_same(self, methodology):
        page, example, out = examples.page(methodology.code), examples.example(methodology.code), StringIO()
        command = next(one for one in page.splitlines() if one.startswith("python manage.py calculate "))

        call_command(*shlex.split(command)[2:], stdout=out)

        grams = Decimal(example["expected"]["quantity_g"])
        assert f"{grams / 1000:,.3f} kg CO2e to issue" in out.getvalue()

    def test_lists_every_input_with_its_range_default_and_source(self, methodology):
        rows = [row for row in examples.page(methodology.code).splitlines() if row.startswith("| `")]

        assert [row.split("`")[1] for row in rows] == [parameter.name for parameter in methodology.parameters]
        for row, parameter in zip(rows, methodology.parameters, strict=True):
            assert f"| {parameter.label} |" in row
            assert parameter.name == "country" or f"| {parameter.expected} |" in row
            assert f"| {parameter.source} |" in row
            assert f"| {parameter.default or ('required' if parameter.required else 'may be left out')} |" in row

    def test_shows_the_equation_that_is_computed(self, methodology):
        lines = (*methodology.lines, methodology.net)
        equation = "\n".join(f"{line.name} = {line.formula.shown}   [{line.unit}]" for line in lines)

        assert f"```text\n{equation}\n```" in examples.page(methodology.code)

    def test_states_the_rules_that_are_applied(self, methodology):
        page = examples.page(methodology.code)
        first, last = methodology.vintages
        rules = [
            methodology.uncertainty,
            methodology.leakage,
            methodology.minimum_tier,
            f"{methodology.objection_days} days",
            f"{methodology.ceiling.label}: `{methodology.ceiling.formula.shown}` kg CO2e",
            f"{first} to {last}" if last else f"from {first}",
            f"from {methodology.valid_from}",
            ", ".join(methodology.asset_kinds),
            methodology.family,
            f"IPCC {methodology.gwp_report}, 100 years",
        ]

        assert [rule for rule in rules if f"| {rule} |" not in page] == []
        if methodology.buffer_ppm:
            assert f"| {methodology.buffer_ppm // 10_000} % of issue |" in page

    def test_is_found_from_the_index(self, methodology):
        assert f"[{methodology.code}]({methodology.code}.md)" in examples.page("README")
