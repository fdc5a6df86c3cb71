"""manage.py load_reference: read the reference data that comes with the product."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from config.plumbing import transactions


class Command(BaseCommand):
    help = "Read the reference data of every app (places, ...). Doing it again changes only what the files changed."

    @transactions.edge()
    def handle(self, *args: Any, **options: Any) -> None:
        for app in apps.get_app_configs():
            # An app that brings reference data says so in its AppConfig: commons knows no app above it.
            for what, load in getattr(app, "reference_data", dict)().items():
                self.stdout.write(f"{app.verbose_name}: {load()} {what}")
