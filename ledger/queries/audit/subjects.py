"""Whom and what the entries are about: kept without foreign keys, so looked up here."""

from django.apps import apps
from django.db import connection

from ledger.queries.audit.finding import Finding, sql

# What is one of its kind has no row: the instance itself, at its founding.
ONE_OF_A_KIND = {"instance"}
MODELS = {
    model._meta.model_name: model._meta.db_table
    for label in ("commons", "ledger")
    for model in apps.get_app_config(label).get_models()
}


def _subjects() -> Finding:
    checked, breaches, example = 0, 0, ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_kind, count(*) FROM ledger_entry GROUP BY subject_kind")
        for kind, count in cursor.fetchall():
            checked += count
            if kind in ONE_OF_A_KIND:
                continue
            missing, first = count, f"no kind of thing is called {kind}"
            if table := MODELS.get(kind):
                cursor.execute(
                    f"SELECT count(*), min(e.id::text) FROM ledger_entry e LEFT JOIN {table} s ON s.id = e.subject_id"
                    " WHERE e.subject_kind = %s AND s.id IS NULL",
                    [kind],
                )
                missing, first = cursor.fetchone()
            breaches, example = breaches + missing, example or (first if missing else "")
    return Finding(checked, breaches, example)


LAWS = (
    (
        "Whoever did something is known.",
        sql(
            "SELECT count(*) FROM ledger_entry WHERE by_id IS NOT NULL",
            """
            SELECT e.id FROM ledger_entry e
            LEFT JOIN commons_agent b ON b.id = e.by_id LEFT JOIN commons_agent f ON f.id = e.acting_for_id
            WHERE (e.by_id IS NOT NULL AND b.id IS NULL) OR (e.acting_for_id IS NOT NULL AND f.id IS NULL)
            """,
        ),
    ),
    ("What an entry is about exists.", _subjects),
)
