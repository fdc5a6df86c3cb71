"""Equations as lines, and the sheet on which they are worked through: each value with how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.rules import formulas
from ledger.rules.parameters import Value


@dataclass(frozen=True)
class Line:
    """One line of the equation: `name` becomes the value of `formula`, in `unit`."""

    name: str
    label: str
    formula: formulas.Formula
    unit: str


@dataclass(frozen=True)
class Step:
    """One line worked through: the formula, the same with figures in place of names, and what came out."""

    name: str
    label: str
    formula: str
    substituted: str
    value: Decimal
    unit: str
    source: str = ""


def line(name: str, label: str, formula: str, unit: str) -> Line:
    """A line of an equation from its formula's text."""
    return Line(name, label, formulas.Formula(formula), unit)


class Worksheet:
    """The values known so far and the steps by which they came about."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = dict(values)
        self.steps: list[Step] = []

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def figure(self, name: str) -> Decimal:
        """A value that is a number."""
        value = self.values[name]
        if not isinstance(value, Decimal):
            raise TypeError(f"{name} is not a number")
        return value

    def choice(self, name: str) -> str:
        """A value that was chosen from a few names."""
        return str(self.values[name])

    def shares(self, name: str) -> Mapping[str, Decimal]:
        """A value that is shares of a whole."""
        value = self.values[name]
        if not isinstance(value, Mapping):
            raise TypeError(f"{name} is not shares")
        return value

    def look_up(self, name: str, label: str, value: Decimal, unit: str, *, where: str, source: str) -> None:
        """Take a figure from a table, unless it was stated; `where` says which row."""
        if name not in self.values:
            self.note(name, label, value, unit, formula=where, substituted=where, source=source)

    def note(
        self, name: str, label: str, value: Decimal, unit: str, *, formula: str, substituted: str, source: str = ""
    ) -> None:
        """Write down a value that did not come from a line."""
        self.values[name] = value
        self.steps.append(Step(name, label, formula, substituted, value, unit, source))

    def work(self, line: Line) -> None:
        """Compute a line from the values above it."""
        figures = {name: self.figure(name) for name in line.formula.names}
        value = line.formula.evaluate(figures)
        substituted = line.formula.substituted(figures)
        self.note(line.name, line.label, value, line.unit, formula=line.formula.shown, substituted=substituted)


def nothing_to_look_up(sheet: Worksheet) -> None:
    """For methodologies whose every figure is an input."""
