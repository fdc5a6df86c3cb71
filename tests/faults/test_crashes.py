"""From claim to payout, killed at any statement: done again with the same keys, it is done once."""

import os
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db.models import Sum

from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, payouts, receipts, reconciliation, verifications
from ledger.models import Account, Claim, Entry, Funding, Payout, Receipt
from ledger.queries.claims import overlaps
from tests.factories import claims as claims_factory
from tests.factories import funds, people
from tests.factories.claims import HEAT_PUMP_G, MET, MET_WITH_OVERLAPS, NOW
from tests.factories.funds import PAST_THE_WINDOW
from tests.faults.crashes import die_at, points_of
from tests.faults.laws import broken

pytestmark = pytest.mark.usefixtures("committed_db")

HEAT_PUMP_CENTS = 14_414
PARTS = 30
TODAY = int(os.environ.get("CRASH_SEED", datetime.now(UTC).toordinal()))


class Story:
    """One household's claim, all the way to the money in its account; each step under a key of its own."""

    def __init__(self, number: int):
        self.number = number
        self.asha, self.dara, self.ode = people.person(f"Asha{number}"), people.person("Dara"), people.operator()
        self.meter, self.fund = claims_factory.meter(self.asha), funds.fund()
        funds.bank_account(self.asha)

    def __call__(self) -> None:
        claim = self.file()
        self.assign(claim)
        self.verify(claim)
        with suppress(errors.AlreadyRecorded):
            self.receive()
        reconciliation.run(at=PAST_THE_WINDOW)
        payout = Payout.objects.get(claimant=self.asha)
        if payout.state == Payout.State.PREPARED:
            self.send(payout)
        self.confirm(payout)

    @transactions.edge()
    def file(self) -> Claim:
        filing = claims_factory.filing(self.asha, asset=self.meter)
        return claims.file(by=self.asha, filing=filing, at=NOW, key=f"file {self.number}")

    @transactions.edge()
    def assign(self, claim: Claim) -> None:
        verifications.assign(claim=claim, at=NOW)

    @transactions.edge()
    def verify(self, claim: Claim) -> None:
        criteria = MET_WITH_OVERLAPS if overlaps(claim).exists() else MET
        verifications.decide(
            by=self.dara, claim=claim, outcome="approve", criteria=criteria, reasons="As metered.",
            at=NOW, key=f"verify {self.number}",
        )  # fmt: skip

    @transactions.edge()
    def receive(self) -> None:
        receipts.record(
            by=self.ode, fund=self.fund, source="grant", payer=people.person("Funmi"), cents=HEAT_PUMP_CENTS,
            bank_reference=f"IN {self.number}", arrived_at=NOW,
        )  # fmt: skip

    @transactions.edge()
    def send(self, payout: Payout) -> None:
        payouts.send(by=self.ode, payout=payout)

    @transactions.edge()
    def confirm(self, payout: Payout) -> None:
        payouts.confirm(by=self.ode, payout=payout, bank_reference=f"OUT {self.number}")

    def check(self) -> None:
        claim = Claim.objects.get(claimant=self.asha)
        assert claim.state == "issued"
        assert claim.batch.quantity_g == HEAT_PUMP_G
        assert Receipt.objects.filter(bank_reference=f"IN {self.number}").count() == 1
        paid_for = Funding.objects.filter(batch=claim.batch).aggregate(grams=Sum("grams"), cents=Sum("cents"))
        assert paid_for == {"grams": HEAT_PUMP_G, "cents": HEAT_PUMP_CENTS}
        payout = Payout.objects.get(claimant=self.asha)
        assert (payout.state, payout.cents) == ("paid", HEAT_PUMP_CENTS)
        payable = Account.objects.get(purpose="payable", holder=self.asha)
        assert (payable.debits, payable.credits, payable.held_debits) == (HEAT_PUMP_CENTS, HEAT_PUMP_CENTS, 0)
        told = Entry.objects.filter(subject_id__in=[claim.pk, claim.batch.pk, payout.pk])
        assert sorted(told.values_list("kind", flat=True)) == [
            "batch.funded", "batch.issued", "claim.assigned", "claim.submitted", "claim.verified",
            "payout.paid", "payout.prepared", "payout.sent",
        ]  # fmt: skip


def story(number: int) -> Story:
    people.place("earth")
    claims_factory.accredit(people.person("Dara"), "heating")
    if not funds.fund().prices.exists():
        funds.price(funds.fund())
    return Story(number)


def crash_and_repeat(point: int) -> None:
    told = story(point)
    die_at(point, told)
    assert broken() == [], f"after the crash at point {point}"
    told()
    told()
    told.check()
    assert broken() == [], f"after the repetition of point {point}"


def points_of_a_story() -> int:
    """At how many moments any story but the first could die: the first also opens what all of them share."""
    story(-2)()
    whole = story(-1)
    points = points_of(whole)
    whole.check()
    return points


class TestStory:
    def test_is_whole_wherever_it_was_killed(self):
        points = points_of_a_story()

        for point in random.Random(TODAY).sample(range(points), 6):
            crash_and_repeat(point)

    @pytest.mark.deep
    @pytest.mark.parametrize("part", range(PARTS))
    def test_is_whole_at_every_point(self, part):
        points = points_of_a_story()

        for point in range(part, points, PARTS):
            crash_and_repeat(point)
