"""The laws of the books, tried from raw SQL, past every line of Python."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from commons.rules import ids
from ledger.models import Entry, PendingLeaf, Transfer
from ledger.rules.moves import Move
from tests.factories import books

pytestmark = pytest.mark.django_db

BUDGET = books.BUDGET
CHANGES = [
    "UPDATE ledger_entry SET kind = 'x.y'",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE ledger_transfer SET amount = amount + 1",
    "DELETE FROM ledger_transfer",
    "TRUNCATE ledger_transfer CASCADE",
    "UPDATE ledger_account SET credits = credits + 1",
    "UPDATE ledger_account SET floored = false",
    "UPDATE ledger_account SET closed_at = now()",
    "DELETE FROM ledger_account",
    "TRUNCATE ledger_account CASCADE",
    "UPDATE ledger_unit SET scale = 1",
]


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert_transfer(
    debit, credit, amount=1, *, entry=None, phase="posted", unit=BUDGET, expires_at=None, resolves=None
):
    """A transfer in an entry of its own, or in one that is yet to come."""
    id_, alone = ids.uuid7(), entry is None
    entry = entry or ids.uuid7()
    sql(
        "INSERT INTO ledger_transfer"
        " (id, entry_id, debit_id, credit_id, unit_id, amount, phase, expires_at, resolves_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        id_, entry, debit.pk, credit.pk, unit, amount, phase, expires_at, resolves,
    )  # fmt: skip
    if alone:
        insert_entry(entry)
    return id_


def insert_account(id_, unit, purpose, *, credits_=0, floored=True, subject=None):
    sql(
        "INSERT INTO ledger_account"
        " (id, debits, credits, held_debits, held_credits, unit_id, purpose, subject_kind, subject_id, floored)"
        " VALUES (%s, 0, %s, 0, 0, %s, %s, %s, %s, %s)",
        id_, credits_, unit, purpose, "account" if subject else "", subject, floored,
    )  # fmt: skip


def insert_entry(
    entry=None, kind="raw.told", subject_kind="place", subject=None, body="{}", key=None, leaf=None, by=None
):
    id_ = entry or ids.uuid7()
    sql(
        "INSERT INTO ledger_entry (id, kind, subject_kind, subject_id, by_id, body, key, digest, leaf)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        id_, kind, subject_kind, subject or ids.uuid7(), by, body, key, b"digest" if key else None, leaf,
    )  # fmt: skip
    return id_


def forget_pending() -> None:
    """What somebody would try who wants a transfer without an entry."""
    sql("DELETE FROM ledger_pendingleaf")


def check_deferred() -> None:
    """What is checked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class TestInsertOnly:
    @pytest.mark.parametrize("statement", CHANGES)
    def test_refuses_changes(self, statement):
        a, b = books.account(10), books.account()
        books.move(Move(a, b, 1), subject=a)
        check_deferred()

        with pytest.raises(IntegrityError, match="insert-only"):
            sql(statement)

    def test_refuses_an_account_that_opens_with_something_on_it(self):
        books.unit()

        with pytest.raises(IntegrityError, match="opens empty"):
            insert_account(ids.uuid7(), BUDGET, "share", credits_=5)

    def test_refuses_an_account_without_floor_that_is_no_source(self):
        books.unit()

        with pytest.raises(IntegrityError, match="account_only_sources_have_no_floor"):
            insert_account(ids.uuid7(), BUDGET, "share", floored=False)


class TestPosting:
    def test_moves_totals_once_a_statement_for_many_rows(self):
        a, b = books.account(10), books.account()
        entry = ids.uuid7()

        sql(
            "INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase)"
            " SELECT gen_random_uuid(), %s, %s, %s, %s, 1, 'posted' FROM generate_series(1, 7)",
            entry, a.pk, b.pk, BUDGET,
        )  # fmt: skip
        insert_entry(entry)

        assert books.totals(a) == (7, 10, 0, 0)
        assert books.totals(b) == (0, 7, 0, 0)

    def test_refuses_past_the_floor(self):
        a, b = books.account(10), books.account()

        with pytest.raises(IntegrityError, match="account_floor"):
            insert_transfer(a, b, 11)

        assert books.totals(a) == (0, 10, 0, 0)

    def test_counts_what_is_held_against_the_floor(self):
        a, b = books.account(10), books.account()
        insert_transfer(a, b, 6, phase="held")

        with pytest.raises(IntegrityError, match="account_floor"):
            insert_transfer(a, b, 5)

    def test_refuses_to_mix_units(self):
        a, b = books.account(10), books.account(code="kgP")

        with pytest.raises(IntegrityError, match="Units never mix"):
            insert_transfer(a, b)
        with pytest.raises(IntegrityError, match="Units never mix"):
            insert_transfer(a, b, unit="kgP")

    def test_refuses_an_account_that_does_not_exist(self):
        a, b = books.account(10), books.account()
        b.pk = ids.uuid7()

        with pytest.raises(IntegrityError, match="credit account does not exist"):
            insert_transfer(a, b)

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_an_amount_that_is_not_positive(self, amount):
        a, b = books.account(10), books.account()

        with pytest.raises(IntegrityError, match="transfer_amount_is_positive"):
            insert_transfer(a, b, amount)

    def test_refuses_a_transfer_to_an_entry_that_stands(self):
        a, b = books.account(10), books.account()
        entry = insert_entry()

        with pytest.raises(IntegrityError, match="once it is recorded"):
            insert_transfer(a, b, entry=entry)

    def test_refuses_at_commit_a_transfer_without_an_entry(self):
        a, b = books.account(10), books.account()

        entry = ids.uuid7()
        insert_transfer(a, b, entry=entry)

        with pytest.raises(IntegrityError, match="pendingleaf"), transaction.atomic():  # noqa: PT012  (both belong to it)
            forget_pending()  # does not help
            check_deferred()
        insert_entry(entry)  # so that this test may end


class TestHolds:
    def test_posts_a_part_and_releases_the_rest(self):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held")

        insert_transfer(a, b, 4, phase="post", resolves=held)

        assert books.totals(a) == (4, 10, 0, 0)
        assert books.totals(b) == (0, 4, 0, 0)

    def test_voids_the_whole(self):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held")

        insert_transfer(a, b, 6, phase="void", resolves=held)

        assert books.totals(a) == (0, 10, 0, 0)

    @pytest.mark.parametrize("first", ["post", "void"])
    @pytest.mark.parametrize("second", ["post", "void"])
    def test_is_settled_once(self, first, second):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held")
        insert_transfer(a, b, 6, phase=first, resolves=held)

        with pytest.raises(IntegrityError):
            insert_transfer(a, b, 6, phase=second, resolves=held)

    def test_is_not_posted_for_more(self):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held")

        with pytest.raises(IntegrityError, match="more than was held"):
            insert_transfer(a, b, 7, phase="post", resolves=held)

    def test_is_not_voided_in_part(self):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held")

        with pytest.raises(IntegrityError, match="of the whole hold"):
            insert_transfer(a, b, 5, phase="void", resolves=held)

    def test_is_not_posted_after_its_expiry_but_voided(self):
        a, b = books.account(10), books.account()
        held = insert_transfer(a, b, 6, phase="held", expires_at=timezone.now() - timedelta(seconds=1))

        with pytest.raises(IntegrityError, match="expired"):
            insert_transfer(a, b, 6, phase="post", resolves=held)
        insert_transfer(a, b, 6, phase="void", resolves=held)

        assert books.totals(a) == (0, 10, 0, 0)

    def test_is_not_settled_between_other_accounts(self):
        a, b, c = books.account(10), books.account(), books.account()
        held = insert_transfer(a, b, 6, phase="held")

        with pytest.raises(IntegrityError, match="other accounts"):
            insert_transfer(a, c, 6, phase="post", resolves=held)

    def test_is_not_made_of_what_was_posted(self):
        a, b = books.account(10), books.account()
        posted = insert_transfer(a, b, 6)

        with pytest.raises(IntegrityError, match="resolves no hold"):
            insert_transfer(a, b, 6, phase="void", resolves=posted)


class TestClosing:
    def close(self, account):
        insert_entry(kind="account.closed", subject_kind="account", subject=account.pk)

    def test_refuses_debits_and_holds_and_takes_credits(self):
        a, b = books.account(10), books.account(10)
        self.close(a)

        for phase in ("posted", "held"):
            with pytest.raises(IntegrityError, match="A closed account"):
                insert_transfer(a, b, phase=phase)
        insert_transfer(b, a)

        assert books.totals(a) == (0, 11, 0, 0)

    def test_honours_holds_that_stand(self):
        a, b = books.account(10), books.account()
        posted, voided = (insert_transfer(a, b, 2, phase="held") for _ in range(2))
        self.close(a)

        insert_transfer(a, b, 2, phase="post", resolves=posted)
        insert_transfer(a, b, 2, phase="void", resolves=voided)

        assert books.totals(a) == (2, 10, 0, 0)

    def test_refuses_to_reopen_what_owes(self):
        a = books.account(10)
        debt_unit = books.unit(books.BUDGET_DEBT, "debt")
        debt = books.account(code=debt_unit.code, purpose="debt")
        debt.pk = ids.uuid7()
        insert_account(debt.pk, debt_unit.code, "debt", subject=a.pk)
        self.close(a)
        insert_transfer(books.account(5, code=debt_unit.code), debt, 5, unit=debt_unit.code)

        with pytest.raises(IntegrityError, match="when its debt is paid"):
            insert_entry(kind="account.reopened", subject_kind="account", subject=a.pk)


class TestKeys:
    @pytest.mark.parametrize("caller", [None, "somebody"])
    def test_name_one_entry_a_caller(self, caller):
        by = ids.uuid7() if caller else None
        insert_entry(key="k", by=by)

        with pytest.raises(IntegrityError, match="entry_key_once_per_caller"):
            insert_entry(key="k", by=by)
        insert_entry(key="k", by=ids.uuid7())


class TestLeaf:
    def test_is_made_by_the_database_whatever_was_given(self):
        entry = insert_entry(leaf=b"a forgery")

        assert bytes(Entry.objects.get(pk=entry).leaf).startswith(b'{"body":{},"by":null')

    def test_is_refused_above_65535_bytes(self):
        with pytest.raises(IntegrityError, match="entry_leaf_fits"):
            insert_entry(body='{"text": "' + "x" * 65_536 + '"}')

    @pytest.mark.parametrize("body", ['{"a": 1.5}', '{"a": 9007199254740992}', '{"é": 1}'])
    def test_is_refused_for_a_body_without_a_canonical_form(self, body):
        with pytest.raises(IntegrityError):
            insert_entry(body=body)

    def test_waits_for_its_place_in_the_log(self):
        a, b = books.account(10), books.account()
        with_transfers, without = ids.uuid7(), insert_entry()
        insert_transfer(a, b, entry=with_transfers)
        insert_entry(with_transfers)

        assert PendingLeaf.objects.filter(pk__in=[with_transfers, without]).count() == 2
        assert Transfer.objects.filter(entry=with_transfers).count() == 1
        check_deferred()
