"""Write database and files into one folder."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import backups


class Command(BaseCommand):
    help = "Write the database and all files into a new folder, with a manifest by which they can be checked."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, help="default: DATA_DIR/backups/TIME")

    def handle(self, *, folder, **options):
        folder = folder or settings.DATA_DIR / "backups" / timezone.now().strftime("%Y-%m-%dT%H%M%SZ")
        try:
            manifest = backups.write(folder)
            backups.note(manifest, settings.DATA_DIR)
        except backups.BackupError as problem:
            raise CommandError(problem) from None
        self.stdout.write(f"Database and {len(manifest['media'])} files are in {folder}.")
        self.stdout.write("Keep the keys beside it: SECRET_KEY and INSTANCE_KEY are not in the backup.")
