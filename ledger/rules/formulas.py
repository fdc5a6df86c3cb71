"""Formulas as text that is shown and computed alike, so that the equation on the page is the one that was used.

A formula is arithmetic over names: `generation * (weight_operating * operating_margin + weight_build * build_margin)`.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import cached_property

OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "min": min,
    "max": max,
    "exp": lambda x: x.exp(),
    "ln": lambda x: x.ln(),
    "sqrt": lambda x: x.sqrt(),
}
NAME = re.compile(r"\b[a-z][a-z0-9_]*\b(?!\()")


Figures = Mapping[str, Decimal]
Reckoning = Callable[[Figures], Decimal]


@dataclass(frozen=True)
class Formula:
    """Arithmetic over named figures. Raises ValueError when written wrongly: formulas are code, not input."""

    text: str
    reckon: Reckoning = field(init=False, repr=False, compare=False)
    names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree = ast.parse(self.text, mode="eval").body
        _require_arithmetic(tree, self.text)
        object.__setattr__(self, "reckon", _reckoning(tree, self.text))
        object.__setattr__(self, "names", frozenset(NAME.findall(self.text)))

    @cached_property
    def shown(self) -> str:
        """As people write it: with multiplication and minus signs of their own."""
        return self.text.replace(" * ", " × ").replace(" - ", " − ")

    def evaluate(self, figures: Figures) -> Decimal:
        """The result, in the arithmetic of the current decimal context."""
        return self.reckon(figures)

    def substituted(self, figures: Figures) -> str:
        """The formula with figures in the place of names, as one would write it out by hand."""
        return NAME.sub(lambda name: in_words(figures[name.group()], inside=True), self.shown)


def in_words(figure: Decimal, *, inside: bool = False) -> str:
    """A figure for people: nine significant digits at most, no exponent, in parentheses where negative in a formula."""
    if not figure:
        return "0"
    digits = max(9, figure.adjusted() + 1)
    text = f"{Context(prec=digits).plus(figure):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"({text})" if inside and figure < 0 else text


def _reckoning(node: ast.expr, text: str) -> Reckoning:
    """The arithmetic of a node. Numbers are taken as they are written, so that 0.1 is a tenth."""
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            combine, one, other = OPERATORS[type(op)], _reckoning(left, text), _reckoning(right, text)
            return lambda figures: combine(one(figures), other(figures))
        case ast.UnaryOp(operand=operand):
            negated = _reckoning(operand, text)
            return lambda figures: -negated(figures)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            function, parts = FUNCTIONS[name], [_reckoning(argument, text) for argument in arguments]
            return lambda figures: function(*(part(figures) for part in parts))
        case ast.Name(id=name):
            return operator.itemgetter(name)
        case _:
            number = Decimal(ast.get_source_segment(text, node) or "")
            return lambda figures: number


def _require_arithmetic(tree: ast.expr, text: str) -> None:
    for node in ast.walk(tree):
        known = isinstance(node, ast.Name | ast.Load | ast.USub | ast.operator | ast.BinOp) or (
            (isinstance(node, ast.Constant) and type(node.value) in (int, float))
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS)
        )
        if not known or (isinstance(node, ast.operator) and type(node) not in OPERATORS):
            raise ValueError(f"{text}: only + - * / and {', '.join(FUNCTIONS)} over names and numbers")
