"""The worked example of docs/methods/funding-order.md, replayed from the page itself."""

import re
from datetime import UTC, datetime
from pathlib import Path

from ledger.rules import funding
from ledger.rules.earmarks import Earmark
from ledger.rules.funding import Lot, Purse, Tariff

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "funding-order.md"
TARIFFS = [
    Tariff("P1", "Climate Fund", "heating", "earth", 8_000),
    Tariff("P2", "Climate Fund", "heating", "earth.gb.wls", 9_000),
    Tariff("P3", "River Fund", "afforestation", "earth", 5_000),
]


def tables() -> list[list[list[str]]]:
    """The tables under the heading, without their headers."""
    example = PAGE.read_text(encoding="utf-8").split("## Worked example")[1]
    found = re.findall(r"(?:^\|.*\n)+", example, flags=re.MULTILINE)
    return [[[cell.strip() for cell in line.strip("|\n").split("|")] for line in t.splitlines()[2:]] for t in found]


def purse(name: str, fund: str, earmark: str, arrived: str, cents: str) -> Purse:
    family, _, place = earmark.replace("any", "").partition(", ")
    day = datetime(2026, 1, int(arrived.split()[0]), tzinfo=UTC)
    circle = frozenset({"Funmi"} if name == "R1" else ())
    return Purse(name, fund, Earmark(family, place), day, int(cents), circle)


def lot(name: str, claimant: str, family: str, place: str, grams: str) -> Lot:
    return Lot(name, family, place, 2025, int(grams), frozenset({claimant.split(",")[0]}))


class TestWorkedExample:
    def test_comes_out_as_the_page_says(self):
        receipts, batches, bought, left = tables()
        lots = [lot(*row) for row in batches]

        outcome = funding.pay(lots, [purse(*row) for row in receipts], TARIFFS)

        assert [(each.lot, each.purse, each.grams, each.cents) for each in outcome.purchases] == [
            (batch, receipt, int(grams), int(cents)) for batch, receipt, grams, cents in bought
        ]
        assert outcome.refusals == {batch: why for batch, _, why in left}
        for batch, grams, _ in left:
            taken = sum(each.grams for each in outcome.purchases if each.lot == batch)
            assert next(lot.grams for lot in lots if lot.id == batch) - taken == int(grams)
