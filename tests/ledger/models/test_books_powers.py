"""What even those cannot do who may do anything: the superuser, with every ordinary trigger switched off."""

import os

import psycopg2
import pytest
from django.conf import settings
from psycopg2 import errors

from tests.factories import books
from tests.ledger.models.test_books import BUDGET, CHANGES


@pytest.fixture
def superuser(committed_db):
    """A connection of the server's superuser to this test's database, under which ordinary triggers sleep."""
    url = os.environ.get("DATABASE_SUPERUSER_URL", "").replace("DATABASE", committed_db)
    connection = psycopg2.connect(url or settings.SERVICES.url("postgres", committed_db))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
    connection.close()


class TestSuperuser:
    def test_cannot_change_the_record(self, superuser):
        a, b = books.account(10), books.account()
        books.move(books.Move(a, b, 1), subject=a)

        for statement in CHANGES:
            with pytest.raises(errors.RestrictViolation, match="insert-only"):
                superuser.execute(statement)

        assert books.totals(a) == (1, 10, 0, 0)

    def test_cannot_post_past_a_floor(self, superuser):
        a, b = books.account(10), books.account()

        with pytest.raises(errors.CheckViolation, match="account_floor"):
            superuser.execute(
                "INSERT INTO ledger_transfer (id, entry_id, debit_id, credit_id, unit_id, amount, phase)"
                " VALUES (gen_random_uuid(), gen_random_uuid(), %s, %s, %s, 11, 'posted')",
                [str(a.pk), str(b.pk), BUDGET],
            )


class TestAppRole:
    def test_may_lock_an_account_and_not_change_it(self, committed_db):
        account = books.account(10)
        with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM ledger_account WHERE id = %s FOR NO KEY UPDATE", [str(account.pk)])
            assert cursor.fetchone()
            with pytest.raises(errors.RestrictViolation, match="insert-only"):
                cursor.execute("UPDATE ledger_account SET id = gen_random_uuid()")

    def test_may_insert_into_the_record_and_nothing_more(self, committed_db):
        books.account(10)
        with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_entry")
            assert cursor.fetchone()[0] > 0
            for statement in [s for s in CHANGES if "ledger_unit" not in s] + [
                "ALTER TABLE ledger_entry DISABLE TRIGGER entry_insert_only",
                "SET session_replication_role = replica",
            ]:
                cursor.execute("SAVEPOINT before")
                with pytest.raises(errors.InsufficientPrivilege):
                    cursor.execute(statement)
                cursor.execute("ROLLBACK TO before")
