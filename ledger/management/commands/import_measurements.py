"""`manage.py import_measurements`: file claims for one's own meter readings and trips."""

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commons.models import Agent, User
from ledger.actions import measurements
from ledger.actions.measurements import Measured
from ledger.rules import sheets


class Command(BaseCommand):
    """A row is a claim: prints which were filed, and which lines were refused and why."""

    help = "File claims for meter readings and trips in a CSV file; see docs/howto/import.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="measurements, as CSV in UTF-8")
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="who files them")
        parser.add_argument("--for", dest="collective", metavar="NAME", help="the collective that they file for")
        parser.add_argument("--rejects", type=Path, metavar="OUT", help="write refused rows here, to be corrected")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing")

    def handle(self, **options: Any) -> None:
        by = _person(options["email"])
        acting_for = _collective(by, options["collective"]) if options["collective"] else by
        try:
            measured = _read(options, by, acting_for)
        except sheets.SheetRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        if options["rejects"]:
            _write_rejects(options["rejects"], measured)
        self._print(measured, options)

    def _print(self, measured: Measured, options: dict[str, Any]) -> None:
        answer = {
            "claims": [claim.reference for claim in measured.claims],
            "new": measured.fresh,
            "rejected": [{"line": line.number, "reason": reason} for line, reason in measured.rejected],
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, indent=2))
            return
        self.stdout.write(f"{len(measured.claims):,} claims, {measured.fresh:,} of them new.")
        for line, reason in measured.rejected:
            self.stdout.write(f"  line {line.number}: {reason}")
        if options["dry_run"]:
            self.stdout.write("Nothing was kept: this was a dry run.")


def _read(options: dict[str, Any], by: Agent, acting_for: Agent) -> Measured:
    path: Path = options["file"]
    with path.open("rb") as stream, transaction.atomic() if options["dry_run"] else nullcontext():
        measured = measurements.read(stream=stream, name=path.name, by=by, acting_for=acting_for, at=timezone.now())
        if options["dry_run"]:
            transaction.set_rollback(True)
    return measured


def _person(email: str) -> Agent:
    user = User.objects.filter(email__iexact=email).select_related("agent").first()
    if user is None or user.agent is None:
        raise CommandError(f"Nobody with a profile logs in as {email}.")
    return user.agent


def _collective(by: Agent, name: str) -> Agent:
    """The collective of that name that they are in now."""
    found = Agent.objects.filter(name__iexact=name, memberships__member=by, memberships__until=None).first()
    if found is None:
        raise CommandError(f"{by} is in no collective called {name}.")
    return found


def _write_rejects(path: Path, measured: Measured) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(sheets.written((*measured.columns, *sheets.MARKS)))
        for line, reason in measured.rejected:
            cells = line.cells or [""] * len(measured.columns)
            file.write(sheets.written((*cells, str(line.number), reason)))
