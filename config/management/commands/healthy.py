"""Answer by exit code, for a container's health check."""

from django.core.management.base import BaseCommand, CommandError

from config.plumbing import health

PARTS = {"database": health.database, "migrations": health.migrations, "broker": health.broker, "beat": health.beat}


class Command(BaseCommand):
    help = "Exit 0 if the named part is well, 1 if not. A recent sign of beat shows that broker, worker and beat run."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("part", choices=PARTS)

    def handle(self, *, part, **options):
        if (state := PARTS[part]()) != "ok":
            raise CommandError(f"{part}: {state}")
        self.stdout.write("ok")
