"""Every two of many things together, in few rounds."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

Round = dict[str, Any]
Pair = frozenset[tuple[str, Any]]


def spread(rounds: Sequence[Round], factors: Mapping[str, Sequence[Any]]) -> list[Round]:
    """Each round with a value for every factor, chosen so that as many pairs of values meet for the first time.

    Where every value of a round (a page) stands in at least two rounds, both values of a factor meet it.
    """
    met: set[Pair] = set()
    made: list[Round] = []
    for round_ in rounds:
        choices = [round_ | dict(zip(factors, values, strict=True)) for values in product(*factors.values())]
        turn = len(made) % len(choices)  # among equals another one each time
        made.append(max(choices[turn:] + choices[:turn], key=lambda choice: len(_pairs(choice) - met)))
        met |= _pairs(made[-1])
    return made


def unmet(rounds: Sequence[Round], names: Sequence[str]) -> set[Pair]:
    """The pairs of values of any two of these names that stand in no round."""
    met = {pair for round_ in rounds for pair in _pairs(round_)}
    values = {name: {round_[name] for round_ in rounds} for name in names}
    wanted = (
        frozenset({(one, first), (other, second)})
        for one, other in combinations(names, 2)
        for first, second in product(values[one], values[other])
    )
    return set(wanted) - met


def _pairs(round_: Round) -> set[Pair]:
    return {frozenset(pair) for pair in combinations(round_.items(), 2)}
