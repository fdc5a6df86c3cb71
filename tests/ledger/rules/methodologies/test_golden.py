"""A version never changes after use: a digest holds its results over a fixed grid, and the tables that it reads."""

import hashlib
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.rules import methodologies, tables
from ledger.rules.parameters import Choice, Quantity, Shares
from tests.ledger.rules.methodologies import examples

GOLDEN = Path(__file__).with_name("golden.json")
DRAWS = 100


def grid(methodology):
    """The worked example; the same with each input in turn at other values; and draws of all inputs at once."""
    example = examples.example(methodology.code)["inputs"]
    yield example
    for parameter in methodology.parameters:
        for value in values(parameter):
            yield example | {parameter.name: value}
    draw = random.Random(f"{methodology.code} {methodology.version}")
    for _ in range(DRAWS):
        yield {parameter.name: draw.choice(values(parameter)) for parameter in methodology.parameters}


def values(parameter):
    """Every choice; seven points of a range, its ends included; each share whole."""
    match parameter:
        case Quantity():
            width = parameter.maximum - parameter.minimum
            parts = ("0", "1e-6", "0.001", "0.03", "0.25", "0.6", "1")
            points = [parameter.minimum + width * Decimal(part) for part in parts]
            return [f"{point.to_integral_value() if parameter.integer else point:f}" for point in points]
        case Choice():
            return list(parameter.choices)
        case Shares():
            return [{choice: "1"} for choice in parameter.choices]


def figures(methodology, inputs):
    """What a version makes of the inputs, as text: the figures, or the field that it refuses."""
    try:
        result = methodology.compute(inputs)
    except BadInput as refusal:
        return f"refused {refusal.field}"
    kilograms = (result.baseline_kg, result.project_kg, result.leakage_kg, result.deduction_kg, result.net_kg)
    return " ".join(f"{kg.normalize():.20e}" for kg in kilograms) + f" {result.quantity_g} {result.buffer_g}"


def digest(methodology):
    """One digest of all figures and of every row of the tables behind them."""
    lines = [figures(methodology, inputs) for inputs in grid(methodology)]
    lines += [json.dumps(dict(row), sort_keys=True) for name in methodology.tables for row in tables.rows(name)]
    terms = [methodology.family, methodology.effect, methodology.gwp_report, methodology.ceiling.formula.text]
    lines += [*terms, f"{methodology.buffer_ppm} {methodology.vintages}"]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("methodology", methodologies.all(), ids=lambda one: f"{one.code}@{one.version}")
class TestVersion:
    def test_gives_what_it_gave_when_it_was_first_used(self, methodology):
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        name, found = f"{methodology.code}@{methodology.version}", digest(methodology)

        assert golden.get(name) == found, (
            f"{name} gives other results than before. A used version never changes: add a new one beside it. "
            f'For a new version, add to {GOLDEN.name}: "{name}": "{found}"'
        )

    def test_gives_figures_on_most_of_the_grid(self, methodology):
        answers = [figures(methodology, inputs) for inputs in grid(methodology)]

        refused = sum(answer.startswith("refused") for answer in answers)
        assert refused < len(answers) / 4
        assert len(set(answers)) > 20


class TestGolden:
    def test_names_no_version_that_is_gone(self):
        names = {f"{methodology.code}@{methodology.version}" for methodology in methodologies.all()}

        assert set(json.loads(GOLDEN.read_text(encoding="utf-8"))) == names
