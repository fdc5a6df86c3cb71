"""Which receipt pays for which tokens: the laws, and a naive version as the oracle."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import funding, prices
from ledger.rules.earmarks import Earmark
from ledger.rules.funding import Lot, Purchase, Purse, Reason, Tariff

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FUNDS = ["city", "river"]
FAMILIES = ["wood", "heat"]
PLACES = ["earth", "earth.gb", "earth.gb.wls", "earth.fr"]
AGENTS = ["asha", "bela", "funmi", "co-operative"]


def _id(number: int) -> str:
    return f"{number:032x}"


def naive(lots, purses, tariffs):
    """The rule as a person would apply it with a list and a pencil."""
    left, bought = {purse.id: purse.left for purse in purses}, []
    for lot in lots:
        open_grams = lot.grams
        fitting = [p for p in purses if p.earmark.admits(lot.family, lot.place, lot.vintage)]
        for purse in sorted(fitting, key=lambda p: (p.earmark.breadth, p.arrived_at, p.id)):
            here = [t for t in tariffs if (t.fund, t.family) == (purse.fund, lot.family)]
            around = [t for t in here if (lot.place + ".").startswith(t.place + ".")]
            if not around or purse.circle & lot.circle or not open_grams:
                continue
            tariff = max(around, key=lambda t: len(t.place))
            grams = open_grams
            if grams * tariff.cents_per_tonne // 10**6 > left[purse.id]:
                grams = prices.grams_for(left[purse.id], tariff.cents_per_tonne)
            cents = grams * tariff.cents_per_tonne // 10**6
            if cents:
                bought.append(Purchase(lot.id, purse.id, tariff.id, grams, cents))
                left[purse.id] -= cents
                open_grams -= grams
    return bought


earmarks = st.builds(
    Earmark,
    family=st.sampled_from(["", *FAMILIES]),
    place=st.sampled_from(["", *PLACES]),
    vintages=st.sampled_from([None, (2024, 2024), (2020, 2030)]),
)
purses = st.lists(
    st.builds(
        Purse,
        id=st.integers(1, 10**6).map(_id),
        fund=st.sampled_from(FUNDS),
        earmark=earmarks,
        arrived_at=st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
        left=st.integers(0, 5_000),
        circle=st.frozensets(st.sampled_from(AGENTS), max_size=2),
    ),
    max_size=12,
    unique_by=lambda purse: purse.id,
)
lots = st.lists(
    st.builds(
        Lot,
        id=st.integers(1, 10**6).map(_id),
        family=st.sampled_from(FAMILIES),
        place=st.sampled_from(PLACES),
        vintage=st.sampled_from([2023, 2024]),
        grams=st.integers(1, 400_000),
        circle=st.frozensets(st.sampled_from(AGENTS), max_size=2),
    ),
    max_size=12,
    unique_by=lambda lot: lot.id,
)
tariffs = st.lists(
    st.builds(
        Tariff,
        id=st.integers(1, 10**6).map(_id),
        fund=st.sampled_from(FUNDS),
        family=st.sampled_from(FAMILIES),
        place=st.sampled_from(PLACES),
        cents_per_tonne=st.sampled_from([1, 1_000, 8_000, 33_333, 999_999, 1_000_000]),
    ),
    max_size=6,
    unique_by=lambda tariff: (tariff.fund, tariff.family, tariff.place),
)


def copies(of: list[Purse]) -> list[Purse]:
    return [replace(purse) for purse in of]


class TestPay:
    @given(lots, purses, tariffs)
    def test_does_what_the_naive_rule_does(self, lots, purses, tariffs):
        assert funding.pay(lots, copies(purses), tariffs).purchases == naive(lots, purses, tariffs)

    @given(lots, purses, tariffs)
    def test_never_spends_more_than_a_receipt_has(self, lots, purses, tariffs):
        after = copies(purses)
        spent = Counter()
        for purchase in funding.pay(lots, after, tariffs).purchases:
            spent[purchase.purse] += purchase.cents

        assert [purse.left + spent[purse.id] for purse in after] == [purse.left for purse in purses]
        assert all(purse.left >= 0 for purse in after)

    @given(lots, purses, tariffs)
    def test_never_takes_more_than_a_claims_tokens(self, lots, purses, tariffs):
        taken = Counter()
        for purchase in funding.pay(lots, copies(purses), tariffs).purchases:
            taken[purchase.lot] += purchase.grams

        assert all(taken[lot.id] <= lot.grams for lot in lots)

    @given(lots, purses, tariffs)
    def test_pays_exactly_the_announced_price_rounded_down(self, lots, purses, tariffs):
        rate = {tariff.id: tariff.cents_per_tonne for tariff in tariffs}

        for bought in funding.pay(lots, copies(purses), tariffs).purchases:
            assert bought.cents == bought.grams * rate[bought.price] // 10**6 > 0

    @given(lots, purses, tariffs)
    def test_does_nothing_more_when_run_again(self, lots, purses, tariffs):
        after = copies(purses)
        taken = Counter()
        for purchase in funding.pay(lots, after, tariffs).purchases:
            taken[purchase.lot] += purchase.grams
        rest = [replace(lot, grams=lot.grams - taken[lot.id]) for lot in lots if lot.grams > taken[lot.id]]

        assert funding.pay(rest, after, tariffs).purchases == []

    @given(lots, purses, tariffs)
    def test_says_why_for_all_that_is_left_and_only_that(self, lots, purses, tariffs):
        outcome = funding.pay(lots, copies(purses), tariffs)
        taken = Counter()
        for purchase in outcome.purchases:
            taken[purchase.lot] += purchase.grams

        assert set(outcome.refusals) == {lot.id for lot in lots if taken[lot.id] < lot.grams}

    @given(lots, purses, tariffs, st.randoms())
    def test_does_not_depend_on_the_order_of_receipts_or_prices(self, lots, purses, tariffs, random):
        mixed, other = copies(purses), list(tariffs)
        random.shuffle(mixed)
        random.shuffle(other)

        assert funding.pay(lots, mixed, other) == funding.pay(lots, copies(purses), tariffs)

    @given(lots, purses, tariffs, st.integers(0, 12))
    def test_is_the_same_in_chunks(self, lots, purses, tariffs, cut):
        at_once, chunked = copies(purses), copies(purses)
        whole = funding.pay(lots, at_once, tariffs)
        first = funding.pay(lots[:cut], chunked, tariffs)
        second = funding.pay(lots[cut:], chunked, tariffs)

        assert whole.purchases == first.purchases + second.purchases
        assert at_once == chunked


class TestReason:
    PRICE = Tariff(_id(1), "city", "heat", "earth", 8_000)
    LOT = Lot(_id(2), "heat", "earth.gb", 2025, 1_000_000)

    def purse(self, **changes) -> Purse:
        return Purse(**{
            "id": _id(3), "fund": "city", "earmark": Earmark(), "arrived_at": NOON, "left": 100,
            "circle": frozenset({"funmi", "co-operative"}),
            **changes,
        })  # fmt: skip

    def test_no_price_before_all_else(self):
        assert funding.pay([self.LOT], [self.purse()], []).refusals == {self.LOT.id: Reason.NO_PRICE}

    def test_no_money_when_no_earmark_fits(self):
        purses = [self.purse(earmark=Earmark(family="wood")), self.purse(id=_id(4), left=0)]

        assert funding.pay([self.LOT], purses, [self.PRICE]).refusals == {self.LOT.id: Reason.NO_MONEY}

    def test_conflict_skips_that_receipt_for_that_claim_only(self):
        own, other = replace(self.LOT, circle=frozenset({"asha", "co-operative"})), replace(self.LOT, id=_id(9))

        outcome = funding.pay([own, other], [self.purse()], [self.PRICE])

        assert outcome.refusals[own.id] == Reason.CONFLICT
        assert [purchase.lot for purchase in outcome.purchases] == [other.id]

    def test_too_small_to_be_worth_a_cent(self):
        crumb = replace(self.LOT, grams=124)

        assert funding.pay([crumb], [self.purse()], [self.PRICE]).refusals == {crumb.id: Reason.TOO_SMALL}
