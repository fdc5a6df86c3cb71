"""`manage.py export_openapi`: write the API's description into the repository, or say that it is out of date."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from drf_spectacular import drainage
from drf_spectacular.validation import validate_schema

from config.api import reference
from config.env import BASE_DIR

KEPT = BASE_DIR / "docs" / "api" / "openapi.yaml"


class Command(BaseCommand):
    """Run it after every change of the API, and read what it changed."""

    requires_system_checks = ()
    help = "Write docs/api/openapi.yaml; with --check, fail where it is not what the code says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *, check: bool, **options: object) -> None:
        compare_or_write(KEPT, description(), check=check, command="export_openapi")


def description() -> bytes:
    """The document as it is kept."""
    schema = reference.description()
    if drainage.GENERATOR_STATS:
        raise CommandError("The description was made with warnings: see above.")
    validate_schema(schema)
    if not schema["paths"]:
        raise CommandError("The description has no paths.")
    return reference.written("yaml")


def compare_or_write(path: Path, content: bytes, *, check: bool, command: str) -> None:
    """Raises CommandError where what is kept is something else, and may not be written."""
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    elif not path.exists() or path.read_bytes() != content:
        raise CommandError(f"{path.relative_to(BASE_DIR)} is out of date: run manage.py {command}.")
