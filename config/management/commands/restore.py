"""Read a backup into an empty database."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import backups


class Command(BaseCommand):
    help = "Restore a backup into an empty database and media folder, after checking every byte of it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--force", action="store_true", help="replace what is there; it is lost")

    def handle(self, *, folder, force, **options):
        try:
            manifest = backups.restore(folder, force=force)
        except backups.BackupError as problem:
            raise CommandError(problem) from None
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Restored the backup of {manifest['made_at']}. Now run: manage.py audit")
