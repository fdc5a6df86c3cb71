"""`manage.py import_receipts`."""

import json

import pytest
from django.core.management import CommandError, call_command

from ledger.actions.receipt_files import COLUMNS
from ledger.models import Receipt
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db

LINES = [
    ",".join(COLUMNS),
    "Climate Fund,grant,Funmi,,12.50,A1,2026-01-31",
    "Climate Fund,grant,Funmi,,-1,A2,2026-01-31",
]


@pytest.fixture
def file(tmp_path):
    factory.fund()
    people.person("Funmi")
    path = tmp_path / "receipts.csv"
    path.write_text("\n".join(LINES))
    return path


class TestImportReceipts:
    def test_says_what_became_of_each_line(self, file, capsys):
        people.operator()

        call_command("import_receipts", file, by="ode@example.org")

        told = capsys.readouterr().out
        assert told.startswith("1 receipts recorded, 12.50 in all; 0 were recorded before; 1 lines refused.")
        assert "line 3: amount" in told

    def test_writes_the_refused_lines_to_be_corrected(self, file, tmp_path, capsys):
        people.operator()

        call_command("import_receipts", file, by="ode@example.org", rejects=tmp_path / "out.csv", json=True)

        assert json.loads(capsys.readouterr().out)["refused"][0]["line"] == 3
        assert "A2" in (tmp_path / "out.csv").read_text()

    def test_refuses_a_login_that_there_is_not(self, file):
        with pytest.raises(CommandError, match="no such login"):
            call_command("import_receipts", file, by="nobody@example.org")

    def test_refuses_a_file_of_another_kind(self, tmp_path):
        people.operator()
        (tmp_path / "x.csv").write_bytes(b"PK\x03\x04")

        with pytest.raises(CommandError, match="zip"):
            call_command("import_receipts", tmp_path / "x.csv", by="ode@example.org")

        assert not Receipt.objects.exists()
