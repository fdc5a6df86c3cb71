"""Tokens of a batch: how they are set aside at issue, and taken from where they stand."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from ledger import errors

PPM = 1_000_000

Stock = TypeVar("Stock", bound=Hashable)


def buffer_g(quantity_g: int, buffer_ppm: int) -> int:
    """The part of a batch that is set aside against reversal, rounded up."""
    return -(-quantity_g * buffer_ppm // PPM)


def draw(asked: int, stocks: Iterable[tuple[Stock, int]]) -> tuple[list[tuple[Stock, int]], int]:
    """What to take from each stock, in the order given, and how much is still missing at the end."""
    taken = []
    for stock, there in stocks:
        if not asked:
            break
        part = min(asked, max(there, 0))
        if part:
            taken.append((stock, part))
            asked -= part
    return taken, asked


def check_grams(field: str, given: object) -> int:
    """Grams, if that is what they are. Raises BadInput on anything but a whole number above zero."""
    if type(given) is not int or not 0 < given < 2**63:
        raise errors.BadInput(field, given, "whole grams of CO2e above 0")
    return given
