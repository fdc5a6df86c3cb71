import json

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from config import backups
from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account, Entry, Transfer
from ledger.rules.moves import Move
from tests import databases


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "evidence").mkdir(parents=True)
    (settings.MEDIA_ROOT / "evidence" / "réunion.pdf").write_bytes(b"%PDF-1.7 seen")
    return settings.MEDIA_ROOT


@pytest.fixture
def books(committed_db):
    """One person, one entry that moved seven euros."""
    user = get_user_model().objects.create(email="asha@example.org")
    with transactions.edge():
        source = accounts.source(unit="EUR", purpose="world")
        target = accounts.open(unit="EUR", purpose="cash", holder=None, subject=None)
        entries.record(kind="account.filled", subject=target, transfers=[Move(source, target, 700)])
    return user


@pytest.fixture
def backup(books, tmp_path):
    backups.write(tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def elsewhere(backup, committed_db, tmp_path, settings):
    """An empty database and an empty media folder."""
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    name = f"{committed_db}_elsewhere"
    with databases.made(name), databases.pointed_at(name):
        yield name


class TestRestore:
    def test_elsewhere_has_every_row_and_file_and_passes_the_audit(self, backup, elsewhere):
        call_command("restore", backup)

        assert get_user_model().objects.get().email == "asha@example.org"
        assert Account.objects.get(purpose="cash").credits == 700
        assert Entry.objects.get(kind="account.filled").leaf
        assert (settings.MEDIA_ROOT / "evidence" / "réunion.pdf").read_bytes() == b"%PDF-1.7 seen"
        call_command("audit")

    def test_keeps_the_books_laws(self, backup, elsewhere):
        call_command("restore", backup)

        with connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute("DELETE FROM ledger_transfer")
        assert Transfer.objects.count() == 1

    def test_refuses_a_database_that_is_not_empty(self, backup, books):
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", backup)

        assert get_user_model().objects.get() == books

    def test_replaces_it_with_force(self, backup):
        get_user_model().objects.create(email="late@example.org")

        call_command("restore", backup, force=True)

        assert [user.email for user in get_user_model().objects.all()] == ["asha@example.org"]

    @pytest.mark.parametrize("name", [backups.DATABASE, backups.MEDIA])
    def test_refuses_a_backup_of_which_one_byte_changed(self, backup, elsewhere, name):
        content = bytearray((backup / name).read_bytes())
        content[len(content) // 2] ^= 1
        (backup / name).write_bytes(content)

        with pytest.raises(CommandError, match="not what the manifest says"):
            call_command("restore", backup)

        assert connection.introspection.table_names() == []

    def test_refuses_a_backup_that_was_broken_off(self, backup, elsewhere):
        (backup / backups.MANIFEST).unlink()

        with pytest.raises(CommandError, match="broken off"):
            call_command("restore", backup)

    def test_refuses_another_format(self, backup, elsewhere):
        manifest = json.loads((backup / backups.MANIFEST).read_text()) | {"format": 99}
        (backup / backups.MANIFEST).write_text(json.dumps(manifest))

        with pytest.raises(CommandError, match="this release reads format 1"):
            call_command("restore", backup)


class TestBackup:
    def test_is_readable_to_its_owner_only(self, backup):
        assert backup.stat().st_mode & 0o777 == 0o700

    def test_is_not_written_over_another(self, backup):
        with pytest.raises(CommandError, match="not empty"):
            call_command("backup", backup)
