"""`manage.py import_registry`: read the public files of other carbon registries."""

import json
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ledger.actions import imports, listings
from ledger.management import progress
from ledger.rules.registries import rows
from ledger.rules.registries.matching import REASONS, Unmatched
from ledger.rules.sheets import SheetRefused

CONTRADICTED = 3


class Command(BaseCommand):
    """Prints what became of each line. Ends with 1 where a file is none, with 3 where a claim is contradicted."""

    help = "Read the transactions and projects of other carbon registries; see docs/howto/import.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="transactions, as CSV in UTF-8")
        parser.add_argument("--projects", type=Path, metavar="FILE", help="projects, as CSV in UTF-8; read first")
        parser.add_argument("--rejects", type=Path, metavar="OUT", help="write refused rows here, to be corrected")
        parser.add_argument(
            "--registry", action="append", default=[], metavar="NAME", help="accept this registry too (repeatable)"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing")

    def handle(self, **options: Any) -> None:
        if not options["file"] and not options["projects"]:
            raise CommandError("Name a file of transactions, a file of --projects, or both.")
        _check_names(options["registry"])
        try:
            answer = _dry(options) if options["dry_run"] else _read(options)
        except SheetRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self._print(answer, options)
        if answer.get("contradicted"):
            raise CommandError(_alarm(answer["contradicted"]), returncode=CONTRADICTED)

    def _print(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, indent=2))
            return
        for line in _lines(answer, options):
            self.stdout.write(line)


def _check_names(registries: list[str]) -> None:
    for name in registries:
        if not rows.is_name(name):
            raise CommandError(f'--registry "{name}": lower case letters, digits and single dashes make a name.')


def _dry(options: dict[str, Any]) -> dict[str, Any]:
    with transaction.atomic():
        answer = _read(options)
        transaction.set_rollback(True)
    return answer


def _read(options: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if options["projects"]:
        answer["projects"] = _read_projects(options)
    if options["file"]:
        answer |= _read_transactions(options)
    return answer


def _read_projects(options: dict[str, Any]) -> dict[str, Any]:
    path: Path = options["projects"]
    with path.open("rb") as stream:
        listed = listings.read_projects(stream=stream, name=path.name, registries=options["registry"])
    return {"rows": listed.rows, "changed": listed.changed, "rejected": listed.rejected}


def _read_transactions(options: dict[str, Any]) -> dict[str, Any]:
    path: Path = options["file"]
    with ExitStack() as files:
        stream = files.enter_context(path.open("rb"))
        rejects = options["rejects"]
        outcome = imports.read_registry(
            stream=stream,
            name=path.name,
            today=timezone.now().date(),
            registries=options["registry"],
            rejects=rejects and files.enter_context(rejects.open("w", encoding="utf-8", newline="")),
            progress=progress.bar(),
        )
    return {
        **outcome.counts,
        "new": outcome.fresh,
        "changed_matches": outcome.changed_matches,
        "contradicted": [
            {"claim": one.reference, "serial": one.serial, "withdrawal": str(one.withdrawal)}
            for one in outcome.contradicted
        ],
    }


def _lines(answer: dict[str, Any], options: dict[str, Any]) -> list[str]:
    lines = []
    if projects := answer.get("projects"):
        lines.append(f"{projects['rows']:,} projects read, {projects['changed']:,} of them new or changed.")
        lines += [f"  line {number}: {reason}" for number, reason in projects["rejected"]]
    if "rows" in answer:
        lines += _transaction_lines(answer, options)
    if options["dry_run"]:
        lines.append("Nothing was kept: this was a dry run.")
    return lines


def _transaction_lines(answer: dict[str, Any], options: dict[str, Any]) -> list[str]:
    unmatched = answer["unmatched"]
    lines = [
        f"{answer['rows']:,} rows: {answer['issuances']:,} issuances, {answer['matched']:,} retirements and "
        f"cancellations that take effect, {sum(unmatched.values()):,} that match nothing, "
        f"{answer['rejected']:,} refused. {answer['new']:,} of them are new.",
    ]
    lines += [f"  {count:>7,}  {REASONS[Unmatched(reason)]}" for reason, count in sorted(unmatched.items())]
    if answer["rejected"]:
        where = options["rejects"] or "written with --rejects OUT.csv"
        lines.append(f"The refused rows, each with its line and reason: {where}. Correct that file and read it.")
    return lines


def _alarm(contradicted: list[dict[str, str]]) -> str:
    told = "\n".join(f"  claim {one['claim']}: {one['serial']}" for one in contradicted)
    return f"SERIALS THAT A CLAIM SAYS ARE IMMOBILISED WERE USED UP IN THEIR REGISTRY:\n{told}"
