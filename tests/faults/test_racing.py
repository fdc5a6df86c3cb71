"""Many processes at once on the same few accounts: nothing is passed, lost, doubled or left hanging."""

import random
import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from commons.rules import ids
from config.plumbing import transactions
from ledger import errors
from ledger.actions import entries, holds
from ledger.models import Account, Entry, Transfer
from ledger.rules import moves
from ledger.rules.moves import Move
from tests.factories import books
from tests.faults.laws import broken_books, deadlocks
from tests.faults.processes import race

pytestmark = pytest.mark.usefixtures("committed_db")

RACERS = 16
CAP = 1_000


@transactions.edge()
def record(*transfers: Move, subject: Account) -> None:
    entries.record(kind="test.moved", subject=subject, transfers=transfers)


@transactions.edge()
def record_each(*transfers: Move, subject: Account) -> None:
    entries.record_many(entries.Draft("test.moved", subject, transfers=[move]) for move in transfers)


def drained(source: Account, into: Account, seed: int) -> int:
    """Take from the source, now one, now many at a time, until it refuses one; returns how much was taken."""
    dice, taken = random.Random(seed), 0
    while taken <= CAP:
        wanted = dice.choice([1, 1, 1, 5, 20])
        post = dice.choice([record, record_each])
        try:
            post(*[Move(source, into, 1)] * wanted, subject=source)
            taken += wanted
        except errors.InsufficientFunds:
            if wanted == 1:
                break
    return taken


class TestCappedAccount:
    def test_gives_exactly_its_cap_to_all_who_race_for_it(self):
        capped, into = books.account(CAP), [books.account() for _ in range(RACERS)]

        taken = race(lambda n: drained(capped, into[n], seed=n), RACERS)

        assert sum(taken) == CAP
        assert deadlocks() == 0
        assert books.totals(capped) == (CAP, CAP, 0, 0)
        assert [books.reread(account).balance for account in into] == taken
        assert broken_books() == []

    def test_gives_exactly_its_cap_where_all_credit_one_account_too(self):
        capped, into = books.account(CAP), books.account()

        taken = race(lambda n: drained(capped, into, seed=n), RACERS)

        assert sum(taken) == CAP == books.reread(into).balance
        assert broken_books() == []


class TestSharedAccounts:
    @pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.deep) for n in range(2, 12))])
    def test_deadlock_nobody_in_whatever_order_they_are_named(self, seed):
        shared = [books.account(10_000) for _ in range(6)]

        def shuffle(number: int) -> int:
            dice, recorded = random.Random(seed * 100 + number), 0
            for _ in range(40):
                pairs = [dice.sample(shared, 2) for _ in range(dice.randint(1, 6))]
                transfers = [Move(a, b, dice.randint(1, 9)) for a, b in pairs]
                dice.choice([record, record_each])(*transfers, subject=shared[0])
                recorded += len(transfers)
            return recorded

        recorded = race(shuffle, RACERS)

        assert deadlocks() == 0
        assert Transfer.objects.filter(entry__kind="test.moved").count() == sum(recorded)
        assert sum(books.reread(account).balance for account in shared) == 60_000
        assert broken_books() == []


class TestHold:
    def test_is_settled_once_whoever_posts_voids_or_lets_it_expire(self):
        source, into = books.account(1_000), books.account()
        soon = timezone.now() + timedelta(seconds=3)
        books.move(
            *[moves.hold(source, into, 1, expires_at=soon) for _ in range(60)],
            *[moves.hold(source, into, 1) for _ in range(60)],
            subject=source,
        )
        held = list(Transfer.objects.filter(phase="held"))

        def settle(number: int) -> int:
            dice, won = random.Random(number), 0
            for hold in dice.sample(held, len(held)):
                time.sleep(dice.random() / 20)
                try:
                    record(dice.choice([moves.post, moves.void])(hold), subject=source)
                    won += 1
                except errors.HoldNotOpen:
                    pass
            return won

        def expire(_: int) -> int:
            voided, deadline = 0, time.monotonic() + 6
            while time.monotonic() < deadline:
                voided += void_expired()
            return voided

        won = race(lambda n: expire(n) if n % 4 == 3 else settle(n), RACERS)

        assert sum(won) == len(held)
        assert set(Transfer.objects.exclude(resolves=None).values_list("resolves", flat=True)) == {h.pk for h in held}
        assert books.reread(source).held_debits == 0
        assert broken_books() == []


@transactions.edge()
def void_expired() -> int:
    return holds.void_expired(at=timezone.now(), size=10, cursor=None).counts["holds_voided"]


class TestKey:
    KEYS = [f"payment {n}" for n in range(20)]

    def test_makes_one_entry_and_gives_everybody_the_same_answer(self):
        source, into = books.account(1_000), books.account()

        @transactions.edge()
        def pay(key: str) -> UUID:
            if done := entries.replay(None, key, b"digest"):
                return done
            id_ = entries.derived_id(None, key)
            entries.record(
                kind="test.paid", subject=("test", id_), transfers=[Move(source, into, 7)], key=key, digest=b"digest"
            )
            return id_

        answers = race(lambda _: [pay(key) for key in self.KEYS], RACERS)

        assert answers == [[entries.derived_id(None, key) for key in self.KEYS]] * RACERS
        assert Entry.objects.filter(key__in=self.KEYS).count() == len(self.KEYS)
        assert books.reread(into).balance == 7 * len(self.KEYS)
        assert broken_books() == []

    def test_refuses_all_other_requests_that_race_under_it(self):
        source, into = books.account(10_000), books.account()

        @transactions.edge()
        def pay(key: str, amount: int) -> int:
            digest = amount.to_bytes(2, "big")
            if entries.replay(None, key, digest):
                return amount
            entries.record(
                kind="test.paid", subject=("test", ids.uuid7()), transfers=[Move(source, into, amount)],
                key=key, digest=digest,
            )  # fmt: skip
            return amount

        def attempt(key: str, amount: int) -> int:
            try:
                return pay(key, amount)
            except errors.KeyReused:
                return 0

        answers = race(lambda number: [attempt(key, number + 1) for key in self.KEYS], RACERS)

        won = [[amount for amount in of_key if amount] for of_key in zip(*answers, strict=True)]
        assert [len(winners) for winners in won] == [1] * len(self.KEYS)
        assert books.reread(into).balance == sum(amount for (amount,) in won)
        assert broken_books() == []
