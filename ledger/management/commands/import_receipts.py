"""`manage.py import_receipts`: write down the payments of a bank's statement."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons.models import Agent, User
from ledger.actions import receipt_files
from ledger.actions.receipt_files import COLUMNS, Outcome
from ledger.rules.sheets import SheetRefused


class Command(BaseCommand):
    """Prints what became of each line. Ends with 1 where the file is none."""

    help = f"Record receipts from a CSV file with the columns {','.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="payments, as CSV in UTF-8")
        parser.add_argument("--by", required=True, metavar="E-MAIL", help="the login of the operator who says so")
        parser.add_argument("--rejects", type=Path, metavar="OUT", help="write refused lines here, to be corrected")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, **options: Any) -> None:
        by = _operator(options["by"])
        try:
            with options["file"].open("rb") as stream:
                outcome = receipt_files.read(by=by, stream=stream)
            if options["rejects"]:
                options["rejects"].write_text("".join(receipt_files.rejects(outcome)), encoding="utf-8")
        except SheetRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self._print(outcome, as_json=options["json"])

    def _print(self, outcome: Outcome, *, as_json: bool) -> None:
        refused = [{"line": line.number, "reason": reason} for line, reason in outcome.refused]
        if as_json:
            answer = {
                "recorded": outcome.recorded,
                "cents": outcome.cents,
                "before": outcome.before,
                "refused": refused,
            }
            self.stdout.write(json.dumps(answer, indent=2))
            return
        self.stdout.write(
            f"{outcome.recorded:,} receipts recorded, {outcome.cents / 100:,.2f} in all; "
            f"{outcome.before:,} were recorded before; {len(refused):,} lines refused."
        )
        for one in refused:
            self.stdout.write(f"  line {one['line']}: {one['reason']}")


def _operator(email: str) -> Agent:
    user = User.objects.filter(email__iexact=email, is_active=True).select_related("agent").first()
    if user is None or user.agent is None:
        raise CommandError(f'--by "{email}": no such login.')
    return user.agent
