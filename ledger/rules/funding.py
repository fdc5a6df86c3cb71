"""Which receipt pays for which tokens: claims in their order, and for each the narrowest money first.

The rule is sequential (what one claim takes, the next cannot have), so it is a loop over queues in memory;
a naive version of it, row by row, is the oracle of its tests.
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from ledger.rules import prices
from ledger.rules.earmarks import Earmark

# The text of a UUID: texts are read, compared and sent several times as fast, and sort alike.
Id = str


class Reason(StrEnum):
    """Why tokens were not paid for, or not all of them."""

    NO_PRICE = "no_price"
    NO_MONEY = "no_money"
    CONFLICT = "conflict"
    TOO_SMALL = "too_small"


@dataclass(slots=True)
class Purse:
    """What is left of one receipt, in cents; it goes down as it buys. circle: the payer and its collectives."""

    id: Id
    fund: Hashable
    earmark: Earmark
    arrived_at: datetime
    left: int
    circle: frozenset[Hashable] = frozenset()

    @property
    def order(self) -> tuple[datetime, Id]:
        return self.arrived_at, self.id


@dataclass(frozen=True, slots=True)
class Lot:
    """Grams of one batch that nobody has paid for. circle: who has a part in its claim, and their collectives.

    A payer whose circle meets that of the lot has a conflict of interest: that receipt skips this lot.
    """

    id: Id
    family: str
    place: str
    vintage: int
    grams: int
    circle: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Tariff:
    """A price in force."""

    id: Id
    fund: Hashable
    family: str
    place: str
    cents_per_tonne: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """Grams of a lot that a purse paid for, at a price."""

    lot: Id
    purse: Id
    price: Id
    grams: int
    cents: int


@dataclass
class Outcome:
    """What was bought, in order, and why what is left of each lot was not."""

    purchases: list[Purchase] = field(default_factory=list)
    refusals: dict[Id, Reason] = field(default_factory=dict)


class Lane:
    """The purses of one fund with one earmark, first come first served."""

    def __init__(self, purses: Iterable[Purse]) -> None:
        self.purses = sorted(purses, key=lambda purse: purse.order)
        self.first = 0

    def __iter__(self) -> Iterator[Purse]:
        while self.first < len(self.purses) and not self.purses[self.first].left:
            self.first += 1
        for index in range(self.first, len(self.purses)):
            if self.purses[index].left:
                yield self.purses[index]


Tiers = list[list[Lane]]


class Till:
    """All the money there is and all the prices in force, arranged so that each lot finds its own at once."""

    def __init__(self, purses: Iterable[Purse], tariffs: Iterable[Tariff]) -> None:
        self._lanes = _lanes(purses)
        self._tariffs: dict[str, dict[Hashable, dict[str, Tariff]]] = defaultdict(lambda: defaultdict(dict))
        for tariff in tariffs:
            self._tariffs[tariff.family][tariff.fund][tariff.place] = tariff
        self._seen: dict[tuple[str, str, int], tuple[dict[Hashable, Tariff], Tiers]] = {}

    def serve(self, lot: Lot) -> tuple[list[Purchase], Reason | None]:
        """Buy what can be bought of the lot; with the reason why the rest could not be, if there is a rest."""
        tariffs, tiers = self._for(lot.family, lot.place, lot.vintage)
        if not tariffs:
            return [], Reason.NO_PRICE
        bought, left, reason = [], lot.grams, Reason.NO_MONEY
        for purse in _in_order(tiers):
            if not lot.circle.isdisjoint(purse.circle):
                reason = Reason.CONFLICT
                continue
            purchase = _buy(lot.id, left, purse, tariffs[purse.fund])
            if purchase is None:
                reason = Reason.TOO_SMALL
                continue
            bought.append(purchase)
            left -= purchase.grams
            if not left:
                return bought, None
        return bought, reason

    def _for(self, family: str, place: str, vintage: int) -> tuple[dict[Hashable, Tariff], Tiers]:
        profile = family, place, vintage
        if profile not in self._seen:
            near = {fund: prices.nearest(place, by_place) for fund, by_place in self._tariffs[family].items()}
            tariffs = {fund: tariff for fund, tariff in near.items() if tariff}
            self._seen[profile] = tariffs, self._tiers(tariffs, family, place, vintage)
        return self._seen[profile]

    def _tiers(self, tariffs: dict[Hashable, Tariff], family: str, place: str, vintage: int) -> Tiers:
        fitting = [
            (earmark.breadth, lane)
            for (fund, earmark), lane in self._lanes.items()
            if fund in tariffs and earmark.admits(family, place, vintage)
        ]
        fitting.sort(key=lambda pair: pair[0])
        return [[lane for _, lane in tier] for _, tier in groupby(fitting, key=lambda pair: pair[0])]


def pay(lots: Iterable[Lot], purses: Sequence[Purse], tariffs: Iterable[Tariff]) -> Outcome:
    """Serve the lots in turn: never more than a purse has, never more than a lot is, and the same every time."""
    till, outcome = Till(purses, tariffs), Outcome()
    for lot in lots:
        bought, reason = till.serve(lot)
        outcome.purchases += bought
        if reason:
            outcome.refusals[lot.id] = reason
    return outcome


def _buy(lot: Id, grams: int, purse: Purse, tariff: Tariff) -> Purchase | None:
    worth = prices.cents_for(grams, tariff.cents_per_tonne)
    if worth > purse.left:
        grams, worth = prices.grams_for(purse.left, tariff.cents_per_tonne), purse.left
    if not worth:
        return None
    purse.left -= worth
    return Purchase(lot, purse.id, tariff.id, grams, worth)


def _lanes(purses: Iterable[Purse]) -> dict[tuple[Hashable, Earmark], Lane]:
    apart: dict[tuple[Hashable, Earmark], list[Purse]] = defaultdict(list)
    for purse in purses:
        apart[purse.fund, purse.earmark].append(purse)
    return {key: Lane(queue) for key, queue in apart.items()}


def _in_order(tiers: Tiers) -> Iterator[Purse]:
    for tier in tiers:
        yield from tier[0] if len(tier) == 1 else heapq.merge(*tier, key=lambda purse: purse.order)
