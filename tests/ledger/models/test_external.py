"""The laws of external issuances, past every line of Python."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from ledger.actions import imports
from ledger.models import ExternalIssuance, ExternalMatch, ExternalWithdrawal
from tests.factories.registries import issued, retired, sheet, unnumbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def block():
    imports.read_registry(
        stream=sheet(issued(5001, 6000), retired(5001, 5100), retired(5101, 5150)), name="f.csv", today=date(2026, 5, 1)
    )
    connection.check_constraints()
    return ExternalIssuance.objects.get()


def refused(sql, *values):
    """The law that refuses the statement."""
    with pytest.raises((IntegrityError, InternalError)) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return error.value.__cause__.diag.constraint_name or error.value.__cause__.diag.message_primary


COPIED = """
INSERT INTO ledger_external{table} ({columns}, id, fingerprint, serials)
SELECT {columns}, gen_random_uuid(), gen_random_uuid(), %s::int8range FROM ledger_external{table} LIMIT 1
"""
ISSUANCE = "project_id, registry, quantity_g, methodology, protocols, country, serial, block, occurrence, run_id, line"
WITHDRAWAL = "project_id, registry, quantity_g, kind, serial, block, occurrence, run_id, line"


class TestExternalIssuance:
    @pytest.mark.parametrize("serials", ["[6000,6000]", "[4000,7000]", "[5500,5600]"])
    def test_holds_no_serial_twice(self, block, serials):
        insert = COPIED.format(table="issuance", columns=ISSUANCE)

        assert refused(insert, serials) == "externalissuance_serials_once"

    def test_holds_no_whole_block_twice(self):
        arb = {"registry": "california-arb", "serial": "CAFR5016-D"}
        imports.read_registry(stream=sheet(unnumbered(**arb)), name="f.csv", today=date(2026, 5, 1))

        assert refused(COPIED.format(table="issuance", columns=ISSUANCE), None) == "externalissuance_block_once"

    @pytest.mark.parametrize(
        "change", ["retired_g = 0", "quantity_g = quantity_g + 1", "serials = '[1,2]'", "methodology = 'other'"]
    )
    def test_stays_as_it_was_read(self, block, change):
        assert refused(f"UPDATE ledger_externalissuance SET {change}") == "externalissuance_stays"

    @pytest.mark.parametrize("table", ["issuance", "withdrawal"])
    @pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
    def test_is_kept(self, block, verb, table):
        cascade = " CASCADE" if verb == "TRUNCATE" else ""

        assert "insert-only" in refused(f"{verb} ledger_external{table}{cascade}")


class TestExternalWithdrawal:
    def test_uses_up_no_serial_twice(self, block):
        insert = COPIED.format(table="withdrawal", columns=WITHDRAWAL)

        assert refused(insert, "[5100,5100]") == "externalwithdrawal_serials_once"

    def test_stays_as_it_was_read(self, block):
        assert "insert-only" in refused("UPDATE ledger_externalwithdrawal SET quantity_g = 1")


class TestExternalMatch:
    def test_moves_the_totals(self, block):
        assert (block.retired_g, block.cancelled_g) == (150_000_000, 0)

        with transaction.atomic():
            ExternalMatch.objects.filter(withdrawal__quantity_g=50_000_000).delete()
        block.refresh_from_db()

        assert block.retired_g == 100_000_000

    def test_is_made_anew_and_not_changed(self, block):
        assert "insert-only" in refused("UPDATE ledger_externalmatch SET reason = 'ambiguous', issuance_id = NULL")

    def test_uses_up_no_more_than_was_issued(self):
        rows = [unnumbered(), unnumbered(transaction_type="retirement", quantity="400", transaction_date="2026-04-01")]
        more = unnumbered(transaction_type="retirement", quantity="200", transaction_date="2026-04-02")
        imports.read_registry(stream=sheet(*rows, more), name="f.csv", today=date(2026, 5, 1))
        beyond = ExternalWithdrawal.objects.get(quantity_g=200_000_000)
        assert beyond.match.reason == "nothing-left"

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_externalmatch WHERE withdrawal_id = %s", [beyond.pk])
        insert = """INSERT INTO ledger_externalmatch (withdrawal_id, issuance_id, reason)
            SELECT %s, id, '' FROM ledger_externalissuance"""

        assert refused(insert, beyond.pk) == "externalissuance_used_at_most_once"

    def test_is_of_the_same_project(self, block):
        other = retired(1, 9, project_id="VCS1", serial="1-1-9-VCS")
        imports.read_registry(stream=sheet(other), name="g.csv", today=date(2026, 5, 1))
        stray = ExternalWithdrawal.objects.get(project__code="VCS1")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_externalmatch WHERE withdrawal_id = %s", [stray.pk])
        insert = "INSERT INTO ledger_externalmatch (withdrawal_id, issuance_id, reason) VALUES (%s, %s, '')"

        assert refused(insert, stray.pk, block.pk) == "externalmatch_is_of_its_issuance"
