"""What the running product's role may do: read and write rows, change no table, and only add to the books."""

from django.conf import settings
from django.db import connections
from psycopg2 import sql

ONLY_ADDED_TO = ("ledger_entry", "ledger_transfer", "ledger_account")
ONLY_READ = ("django_migrations",)


def grant(*, using: str = "default") -> None:
    """Give the rights anew. Runs after each migrate, in the owner's role; a single role has them all and needs none."""
    connection = connections[using]
    role = settings.APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
        if not cursor.fetchone():
            return
        tables = connection.introspection.table_names(cursor)
        for statement in _statements(role, tables):
            cursor.execute(statement.as_string(connection.connection))


def _statements(role: str, tables: list[str]) -> list[sql.Composed]:
    name = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name),
        sql.SQL("GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
    ]
    for withheld, names in (("UPDATE, DELETE", ONLY_ADDED_TO), ("INSERT, UPDATE, DELETE", ONLY_READ)):
        statements += [
            sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(withheld), sql.Identifier(table), name)
            for table in names
            if table in tables
        ]
    if "ledger_account" in tables:
        # Locking an account takes the right to update some column of it; a trigger refuses the update itself.
        statements.append(sql.SQL("GRANT UPDATE (id) ON ledger_account TO {}").format(name))
    return statements
