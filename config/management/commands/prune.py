"""Delete what is of no use any more."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from config import prune


class Command(BaseCommand):
    help = (
        "Delete what grows and is of no use after a time: ended sessions, expired tokens, sent letters, runs that did "
        "nothing. Nothing of the record. A worker does it each night too."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say how many rows would go, and delete none")

    def handle(self, *, dry_run, **options):
        total = 0
        for name, number in prune.prune(at=timezone.now(), dry_run=dry_run):
            self.stdout.write(f"{number:>8,}  {name}")
            total += number
        self.stdout.write(f"{total:>8,}  {'would go' if dry_run else 'deleted'}")
