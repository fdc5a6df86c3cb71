"""`manage.py reconcile`: the main job, on demand."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger import errors
from ledger.actions import reconciliation
from ledger.models import Run
from ledger.queries.waiting import REASONS

NOT_CONSERVED = 1


class Command(BaseCommand):
    """Prints what was issued, funded and prepared, what was not and why, and the conservation proof.

    Ends with 1 where tokens or money do not add up: then what would not add up was not committed.
    """

    help = "Issue what is verified, fund what is issued, prepare what is to be paid out; see docs/spec/funds.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chunk", type=int, default=reconciliation.CHUNK, help="claims in one transaction")
        parser.add_argument("--json", action="store_true", help="answer as JSON, in grams and cents")

    def handle(self, **options: Any) -> None:
        try:
            run = reconciliation.run(trigger=Run.Trigger.COMMAND, chunk=options["chunk"], progress=_progress())
        except errors.NotConserved as refusal:
            raise CommandError(str(refusal), returncode=NOT_CONSERVED) from refusal
        except errors.Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            answer = {"counts": run.counts, "refusals": run.refusals, "proof": run.proof, "chunks": run.chunks}
            self.stdout.write(json.dumps(answer, indent=2))
            return
        for line in summary(run):
            self.stdout.write(line)


def summary(run: Run) -> Iterator[str]:
    """What a run did, in a few lines for people."""
    done = Counter(run.counts)
    yield f"Claims issued     {done['claims_issued']:>15,}   {_kg(done['tokens_issued'])} in tokens"
    yield f"  into buffer     {'':>15}   {_kg(done['tokens_to_buffer'])}"
    yield f"Fundings          {done['fundings']:>15,}   {_kg(done['tokens_funded'])} paid for"
    yield f"Payouts prepared  {done['payouts_prepared']:>15,}"
    if done["holds_voided"]:
        yield f"Holds expired     {done['holds_voided']:>15,}"
    yield from _refusals(run)
    yield from _proof(run.proof)


def _refusals(run: Run) -> Iterator[str]:
    if run.refusals:
        yield "Waiting:"
    for reason, number in sorted(run.refusals.items()):
        yield f"  {number:>13,}   {REASONS[reason]}"


def _proof(proof: dict[str, Any]) -> Iterator[str]:
    tokens = proof["tokens"]
    parts = " + ".join(f"{part} {grams:,}" for part, grams in tokens.items() if part != "issued")
    yield "Conservation:"
    yield f"  tokens, in grams: issued {tokens['issued']:,} = {parts}"
    for currency, money in sorted(proof["money"].items()):
        parts = " + ".join(f"{part} {cents / 100:,.2f}" for part, cents in money.items() if part != "in")
        yield f"  money, in {currency}: in {money['in'] / 100:,.2f} = {parts}"
    yield "  proven" if proof["conserved"] else "  BROKEN"


def _kg(grams: int) -> str:
    return f"{grams // 1000:,} kg CO2e"


def _progress() -> reconciliation.Progress | None:
    """One line that is written over, on a terminal; how much there is to do is not known before it is done."""
    if not sys.stderr.isatty():
        return None

    def show(step: str, counts: Counter[str]) -> None:
        sys.stderr.write(f"\r{step:<6} {counts['claims_issued']:>12,} issued {counts['fundings']:>12,} funded")
        sys.stderr.flush()

    return show
