"""Formulas as text that is shown and computed alike, so that the equation on the page is the one that was used.

A formula is arithmetic over names: `generation * (weight_operating * operating_margin + weight_build * build_margin)`.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal

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


@dataclass(frozen=True)
class Formula:
    """Arithmetic over named figures. Raises ValueError when written wrongly: formulas are code, not input."""

    text: str
    tree: ast.expr = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree = ast.parse(self.text, mode="eval").body
        object.__setattr__(self, "tree", tree)
        _require_arithmetic(tree, self.text)

    @property
    def names(self) -> frozenset[str]:
        """The figures that it is about."""
        called = {node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        return frozenset(node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node not in called)

    @property
    def shown(self) -> str:
        """As people write it: with multiplication and minus signs of their own."""
        return self.text.replace(" * ", " × ").replace(" - ", " − ")

    def evaluate(self, figures: Mapping[str, Decimal]) -> Decimal:
        """The result, in the arithmetic of the current decimal context."""
        return self._value(self.tree, figures)

    def substituted(self, figures: Mapping[str, Decimal]) -> str:
        """The formula with figures in the place of names, as one would write it out by hand."""
        return NAME.sub(lambda name: in_words(figures[name.group()], inside=True), self.shown)

    def _value(self, node: ast.expr, figures: Mapping[str, Decimal]) -> Decimal:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](self._value(left, figures), self._value(right, figures))
            case ast.UnaryOp(operand=operand):
                return -self._value(operand, figures)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name](*(self._value(argument, figures) for argument in arguments))
            case ast.Name(id=name):
                return figures[name]
            case _:
                return Decimal(ast.get_source_segment(self.text, node) or "")


def in_words(figure: Decimal, *, inside: bool = False) -> str:
    """A figure for people: nine significant digits at most, no exponent, in parentheses where negative in a formula."""
    if not figure:
        return "0"
    digits = max(9, figure.adjusted() + 1)
    text = f"{Context(prec=digits).plus(figure):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"({text})" if inside and figure < 0 else text


def _require_arithmetic(tree: ast.expr, text: str) -> None:
    for node in ast.walk(tree):
        known = isinstance(node, ast.Name | ast.Load | ast.USub | ast.operator | ast.BinOp) or (
            (isinstance(node, ast.Constant) and type(node.value) in (int, float))
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS)
        )
        if not known or (isinstance(node, ast.operator) and type(node) not in OPERATORS):
            raise ValueError(f"{text}: only + - * / and {', '.join(FUNCTIONS)} over names and numbers")
