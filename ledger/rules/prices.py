"""What tokens cost: cents and grams at a price per tonne, exactly, and which price counts where."""

from collections.abc import Mapping
from typing import TypeVar

from ledger import errors

GRAMS_PER_TONNE = 1_000_000
# A cent a gram, several times what the dearest removals cost: so that every cent of a receipt can buy something.
MOST_CENTS_PER_TONNE = GRAMS_PER_TONNE

T = TypeVar("T")


def cents_for(grams: int, cents_per_tonne: int) -> int:
    """What grams are worth, rounded down: a fund never pays more than it announced.

    The claimant loses less than one cent in each funding, which is why a funding takes as much as it can.
    """
    return grams * cents_per_tonne // GRAMS_PER_TONNE


def grams_for(cents: int, cents_per_tonne: int) -> int:
    """The fewest grams worth exactly these cents; at up to a cent a gram there always are such."""
    return -(-cents * GRAMS_PER_TONNE // cents_per_tonne)


def nearest(place: str, by_place: Mapping[str, T]) -> T | None:
    """What is set for the place or, failing that, for the smallest place around it (paths, dot between levels)."""
    while place:
        if place in by_place:
            return by_place[place]
        place = place.rpartition(".")[0]
    return None


def check(cents_per_tonne: object) -> int:
    """The price, if it is one. Raises BadInput."""
    if type(cents_per_tonne) is not int or not 0 < cents_per_tonne <= MOST_CENTS_PER_TONNE:
        expected = f"whole cents for a tonne, from 1 to {MOST_CENTS_PER_TONNE:,}"
        raise errors.BadInput("cents_per_tonne", cents_per_tonne, expected)
    return cents_per_tonne
