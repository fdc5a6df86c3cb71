"""Accounts: opened once, closed with an entry, cut with a debt that is seen and paid."""

import pytest

from commons.rules import ids
from config.plumbing import transactions
from ledger import errors
from ledger.actions import accounts, entries
from ledger.models import Account, Entry
from ledger.rules import moves
from ledger.rules.moves import Move
from tests.factories import books

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent():
    return books.account(100, purpose="budget")


@pytest.fixture
def share(parent):
    """A share of 60, of which 40 are used and 10 held."""
    books.unit(books.BUDGET_DEBT, "debt")
    share, used = books.account(), books.account(purpose="used")
    books.move(Move(parent, share, 60), subject=share)
    books.move(Move(share, used, 40), moves.hold(share, used, 10), subject=share)
    return books.reread(share)


def held_of(account):
    return account.debited.get(phase="held")


@transactions.edge()
def cut(share, amount, to):
    return accounts.cut(share, amount=amount, to=to, debt_unit=books.BUDGET_DEBT)


@transactions.edge()
def pay(share, to):
    return accounts.pay_debt(share, to=to, debt_unit=books.BUDGET_DEBT)


class TestOpen:
    def test_opens_an_account_once(self):
        key = accounts.AccountKey(books.unit().code, "share", None, ("place", ids.uuid7()))

        first, again = accounts.open_many([key, key])

        assert first.pk == again.pk == accounts.open_many([key])[0].pk
        assert first.floored

    def test_knows_an_account_of_nobody_about_nothing(self):
        books.unit()

        assert (
            accounts.open(unit=books.BUDGET, purpose="pool").pk == accounts.open(unit=books.BUDGET, purpose="pool").pk
        )

    def test_refuses_an_unknown_unit(self):
        with pytest.raises(errors.BadInput, match="unit"):
            accounts.open(unit="furlongs", purpose="share")

    def test_puts_a_source_on_the_record_once(self):
        books.unit()

        with transactions.edge():
            first = accounts.source(unit=books.BUDGET, purpose="nature")
        with transactions.edge():
            again = accounts.source(unit=books.BUDGET, purpose="nature")

        assert first.pk == again.pk
        assert not first.floored
        assert Entry.objects.about(first).count() == 1

    def test_has_no_source_of_another_kind(self):
        books.unit()

        with pytest.raises(errors.BadInput, match="mint or nature or world"):
            accounts.source(unit=books.BUDGET, purpose="share")


class TestClose:
    def test_closes_and_reopens_with_an_entry_each(self):
        a, b = books.account(10), books.account()

        with transactions.edge():
            accounts.close(a)
        with pytest.raises(errors.AccountClosed):
            books.move(Move(a, b, 1), subject=a)
        with transactions.edge():
            accounts.reopen(a)
        books.move(Move(a, b, 1), subject=a)

        kinds = list(Entry.objects.about(a).filter(kind__startswith="account.").values_list("kind", flat=True))
        assert kinds == ["account.closed", "account.reopened"]


class TestCut:
    def test_takes_back_what_is_free(self, share, parent):
        assert cut(share, 7, parent) == 0

        assert books.reread(share).available == 3
        assert books.reread(share).closed_at is None

    def test_books_what_is_missing_as_debt_and_closes(self, share, parent):
        assert cut(share, 30, parent) == 20

        closed = books.reread(share)
        assert (closed.available, closed.held_debits) == (0, 10)
        assert closed.closed_at
        assert books.reread(parent).balance == 40 + 10
        assert Account.objects.get(purpose="debt", subject_id=share.pk).balance == 20

    def test_honours_the_hold_that_stands(self, share, parent):
        cut(share, 30, parent)

        books.move(moves.post(held_of(share)), subject=share)

        assert books.reread(share).held_debits == 0

    def test_lets_what_a_void_frees_go_to_the_debt_only(self, share, parent):
        cut(share, 30, parent)
        books.move(moves.void(held_of(share)), subject=share)

        with pytest.raises(errors.AccountClosed):
            books.move(Move(share, parent, 1), subject=share)
        assert pay(share, parent) == 10

        assert books.reread(share).closed_at
        assert books.reread(parent).balance == 60

    def test_reopens_when_the_debt_is_paid(self, share, parent):
        cut(share, 30, parent)
        books.move(Move(parent, share, 25), subject=share)

        assert pay(share, parent) == 0

        reopened = books.reread(share)
        assert reopened.closed_at is None
        assert reopened.available == 5

    def test_refuses_a_payment_that_lowers_the_debt_by_more_or_less(self, share, parent):
        cut(share, 30, parent)
        books.move(Move(parent, share, 25), subject=share)
        debt = Account.objects.get(purpose="debt", subject_id=share.pk)
        mint = Account.objects.get(unit=books.BUDGET_DEBT, purpose="mint")

        for paid, lowered in ((5, 4), (4, 5), (5, None)):
            lowering = [Move(debt, mint, lowered)] if lowered else []
            with pytest.raises(errors.AccountClosed):
                books.move(Move(share, parent, paid), *lowering, subject=share)

    def test_adds_a_second_cut_to_the_debt(self, share, parent):
        cut(share, 30, parent)

        assert cut(share, 5, parent) == 5
        assert Account.objects.get(purpose="debt", subject_id=share.pk).balance == 25


class TestStatementOrder:
    def test_floors_hold_for_the_whole_statement_not_for_each_row(self):
        a, b, c = books.account(), books.account(5), books.account()

        with transactions.edge():
            entries.record(kind="test.moved", subject=a, transfers=[Move(a, c, 5), Move(b, a, 5)])

        assert books.reread(c).balance == 5
