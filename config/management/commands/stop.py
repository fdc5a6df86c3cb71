"""Stop the embedded servers."""

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Stop the embedded PostgreSQL and Valkey of this data directory, whoever uses them."
    requires_system_checks = []

    def handle(self, **options):
        settings.SERVICES.stop()
        self.stdout.write("The embedded servers are stopped.")
