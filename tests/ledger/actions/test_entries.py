"""The door: what it collects, when it posts, and what it says when the database refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.models import Agent
from commons.rules import ids
from config.plumbing import transactions
from ledger import errors
from ledger.actions import entries
from ledger.models import Entry, Transfer
from ledger.rules import canonical, moves
from ledger.rules.moves import Move
from tests.factories import books

pytestmark = pytest.mark.django_db

THING = ("place", ids.uuid7())


class TestRecord:
    def test_writes_entry_and_transfers_when_the_edge_ends(self):
        a, b = books.account(10), books.account()

        with transactions.edge():
            entry = entries.record(kind="test.moved", subject=a, body={"why": "so"}, transfers=[Move(a, b, 4)])
            assert not Entry.objects.filter(pk=entry.pk).exists()

        stored = Entry.objects.get(pk=entry.pk)
        assert (stored.subject_kind, stored.subject_id, stored.body) == ("account", a.pk, {"why": "so"})
        assert stored.recorded_at == stored.occurred_at
        assert books.totals(a) == (4, 10, 0, 0)

    def test_is_refused_outside_of_an_edge(self):
        with pytest.raises(RuntimeError, match="edge"):
            entries.record(kind="test.moved", subject=THING)

    def test_collects_calls_and_posts_them_together(self, django_assert_num_queries):
        a, b = books.account(10), books.account()

        with django_assert_num_queries(3), transactions.edge():  # savepoint, the posting, release
            for _ in range(5):
                entries.record(kind="test.moved", subject=a, transfers=[Move(a, b, 2)])

        assert books.totals(a) == (10, 10, 0, 0)

    def test_writes_nothing_when_the_edge_fails_and_forgets_it(self):
        a, b = books.account(10), books.account()

        @transactions.edge()
        def fail():
            entries.record(kind="test.moved", subject=a, transfers=[Move(a, b, 4)])
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        with transactions.edge():
            entries.record(kind="test.told", subject=a)

        assert not Entry.objects.filter(kind="test.moved").exists()
        assert books.totals(a) == (0, 10, 0, 0)

    def test_names_what_was_asked_and_what_is_left(self):
        a, b = books.account(10), books.account()
        books.move(moves.hold(a, b, 3), subject=a)

        with pytest.raises(errors.InsufficientFunds) as refusal:
            books.move(Move(a, b, 5), Move(a, b, 3), subject=a)

        assert (refusal.value.account, refusal.value.asked, refusal.value.left) == (a.pk, 8, 7)
        assert not Transfer.objects.filter(debit=a, amount=5).exists()

    @pytest.mark.parametrize("amount", [0, -1, 1.5, "1", None, 2**63, float("nan"), True])
    def test_refuses_an_amount_that_is_no_positive_whole_number(self, amount):
        with pytest.raises(errors.BadInput, match="amount"):
            Move(ids.uuid7(), ids.uuid7(), amount)

    @pytest.mark.parametrize("body", [{"x": 1.5}, {"x": 2**53}, {"é": 1}, {"x": b"b"}])
    def test_refuses_a_body_without_a_canonical_form_at_once(self, body):
        with pytest.raises((TypeError, ValueError)), transactions.edge():
            entries.record(kind="test.told", subject=THING, body=body)

    def test_refuses_a_leaf_above_its_size(self):
        with pytest.raises(errors.LeafTooLarge), transactions.edge():
            entries.record(kind="test.told", subject=THING, body={"text": "x" * 65_536})

    def test_keeps_every_character_of_a_text(self):
        text = 'quote " backslash \\ comma , brace { } newline \n é 𝄞 NULL'

        with transactions.edge():
            entry = entries.record(kind="test.told", subject=THING, body={"text": text})

        assert Entry.objects.get(pk=entry.pk).body == {"text": text}

    def test_says_when_a_hold_is_no_longer_open(self):
        a, b = books.account(10), books.account()
        books.move(moves.hold(a, b, 3, timezone.now() - timedelta(seconds=1)), subject=a)
        held = Transfer.objects.get(debit=a, phase="held")

        with pytest.raises(errors.HoldNotOpen, match="expired"):
            books.move(moves.post(held), subject=a)
        books.move(moves.void(held), subject=a)
        with pytest.raises(errors.HoldNotOpen):
            books.move(moves.void(held), subject=a)

    def test_refuses_to_post_more_than_is_held(self):
        a, b = books.account(10), books.account()
        books.move(moves.hold(a, b, 3), subject=a)
        held = Transfer.objects.get(debit=a, phase="held")

        with pytest.raises(errors.BadInput, match="at most the 3"):
            moves.post(held, 4)

    def test_holds_anew_what_a_part_leaves(self):
        a, b = books.account(10), books.account()
        books.move(moves.hold(a, b, 6), subject=a)
        held = Transfer.objects.get(debit=a, phase="held")

        books.move(*moves.post_part(held, 2), subject=a)

        assert books.totals(a) == (2, 10, 4, 0)


class TestReplay:
    DIGEST = canonical.digest("buy", 3)

    def place(self, by, key, digest=DIGEST):
        with transactions.edge():
            if done := entries.replay(by, key, digest):
                return done, False
            id_ = entries.derived_id(by, key)
            entries.record(kind="test.placed", subject=("order", id_), by=by, key=key, digest=digest)
            return id_, True

    @pytest.mark.parametrize("named", [True, False])
    def test_returns_what_the_same_request_made(self, named):
        asha = Agent.objects.create(kind="person", name="Asha") if named else None

        first, second = self.place(asha, "k1"), self.place(asha, "k1")

        assert first[0] == second[0]
        assert (first[1], second[1]) == (True, False)
        assert Entry.objects.filter(subject_id=first[0]).count() == 1

    def test_refuses_another_request_under_the_key(self):
        self.place(None, "k1")

        with pytest.raises(errors.KeyReused):
            self.place(None, "k1", canonical.digest("buy", 4))

    def test_keeps_callers_apart(self):
        asha, bela = (Agent.objects.create(kind="person", name=name) for name in ("Asha", "Bela"))

        assert self.place(asha, "k1")[1]
        assert self.place(bela, "k1")[1]
        assert self.place(None, "k1")[1]

    def test_makes_new_things_without_a_key(self):
        assert self.place(None, None)[0] != self.place(None, None)[0]

    @pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\0b"])
    def test_refuses_a_key_that_cannot_be_told(self, key):
        with pytest.raises(errors.BadInput, match="key"):
            self.place(None, key)
