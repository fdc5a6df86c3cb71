"""manage.py found: write the founding charter to the record, once."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.plumbing import transactions
from ledger import errors
from ledger.actions import foundings

DEMO = Path(settings.BASE_DIR) / "config" / "demo" / "founding.json"


class Command(BaseCommand):
    help = "Names the first verifiers, funds and prices, until there are councils. Doing it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("charter", nargs="?", type=Path, help="a JSON file: see docs/howto/found.md")
        parser.add_argument("--demo", action="store_true", help="the charter of the demo")

    def handle(self, *, charter: Path | None, demo: bool, **options: Any) -> None:
        if (charter is None) is not demo:
            raise CommandError("Name one charter: a JSON file, or --demo.")
        try:
            written = self._found(json.loads((charter or DEMO).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise CommandError(f"{charter or DEMO} cannot be read as JSON: {error}") from error
        except errors.KeyReused as error:
            raise CommandError(
                "This instance was founded with another charter, and an instance is founded once."
            ) from error
        except errors.Refusal as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Founded." if written else "Founded already: nothing changed.")

    @transactions.edge()
    def _found(self, charter: Any) -> bool:
        if not isinstance(charter, dict):
            raise errors.BadInput("charter", charter, "a JSON object")
        return foundings.found(charter=charter, at=timezone.now())
