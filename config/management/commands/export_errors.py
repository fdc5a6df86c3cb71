"""`manage.py export_errors`: write down every error that the API can answer with."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from config.api import problems
from config.env import BASE_DIR
from config.management.commands.export_openapi import compare_or_write

KEPT = BASE_DIR / "docs" / "errors.md"


class Command(BaseCommand):
    """The words are the docstrings of the errors' classes."""

    requires_system_checks = ()
    help = "Write docs/errors.md; with --check, fail where it is not what the code says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *, check: bool, **options: object) -> None:
        compare_or_write(KEPT, problems.page().encode(), check=check, command="export_errors")
