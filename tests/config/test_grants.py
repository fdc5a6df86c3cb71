import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction


@pytest.fixture
def as_app(db):
    """The rest of the test runs in the running product's role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.APP_ROLE}")
        yield cursor


def refused(cursor, statement: str) -> bool:
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except (ProgrammingError, IntegrityError) as problem:
        # Of accounts it may lock rows, for which it has a right that the trigger never lets it use.
        return any(said in str(problem) for said in ("permission denied", "must be owner", "insert-only"))
    return False


class TestTheRunningRole:
    @pytest.mark.parametrize("table", ["ledger_entry", "ledger_transfer", "ledger_account"])
    @pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
    def test_may_only_add_to_the_books(self, as_app, table, verb):
        assert refused(as_app, verb.format(table))

    @pytest.mark.parametrize("table", ["ledger_entry", "ledger_transfer", "ledger_account", "django_migrations"])
    def test_may_read_them(self, as_app, table):
        assert not refused(as_app, f"SELECT count(*) FROM {table}")

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
            "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "CREATE TABLE mine ()",
        ],
    )
    def test_may_not_change_how_they_are_kept(self, as_app, statement):
        assert refused(as_app, statement)

    def test_may_write_other_rows(self, as_app):
        assert not refused(as_app, "UPDATE commons_agent SET name = name")
