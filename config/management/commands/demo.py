"""manage.py demo: the whole loop on sample data, then the product itself, to be tried."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.demo import cast, efforts, elsewhere, money, summary
from ledger.actions import reconciliation
from ledger.management import progress
from ledger.models import Fund, Run

SAMPLES = Path(settings.BASE_DIR) / "ledger" / "data" / "samples"


class Command(BaseCommand):
    help = "Migrates, loads sample data, runs the main job, says what happened, and serves. Run again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="end after the job")
        parser.add_argument("--port", type=int, help="serve here and nowhere else")

    def handle(self, *, no_serve: bool, port: int | None, **options: Any) -> None:
        # In a process of its own: it works as the owner of the tables, and everything here as the product does.
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=settings.BASE_DIR, check=True)
        self._step("Reference data")
        call_command("load_reference", stdout=self.stdout)
        secret = cast.password(settings.DATA_DIR)
        refused = self._tell_the_story(secret)
        self.stdout.write("\n" + summary.text(refused))
        self.stdout.write("\n" + cast.logins(secret))
        if not no_serve:
            call_command("serve", quiet=True, **({"port": port} if port else {}))

    def _tell_the_story(self, secret: str) -> list[efforts.Refused]:
        now = timezone.now()
        filed_at, verified_at, queued_at = (now - timedelta(days=days) for days in (120, 110, 2))
        people = cast.gather(secret, now - timedelta(days=140))
        self._step("Founding: verifiers and prices, as a council would decide them")
        call_command("found", demo=True, stdout=self.stdout)
        self._step("Other registries")
        call_command("import_registry", str(SAMPLES / "registry_sample.csv"),
                     projects=SAMPLES / "projects_sample.csv", stdout=self.stdout)  # fmt: skip
        self._step("Efforts filed and looked at")
        verdicts, refused = efforts.file_all(people, filed_at, queued_at)
        verdicts |= efforts.file_households(
            people["Cwm Cynon Homes"], people["Bela Kovács"], people["Cwm Cynon Homes"].place, filed_at
        )
        verdicts |= elsewhere.bring(
            people["Developer of VCS4150, played by the demo"], people["Chidi Okafor"], filed_at
        )
        efforts.draw([claim for claim, verdict in verdicts.items() if verdict], filed_at)
        efforts.draw(list(verdicts), queued_at)
        efforts.decide(verdicts, verified_at, progress.bar())
        money.give(people, Fund.objects.get(agent__name="Common Climate Fund"), now)
        self._step("Reconciliation: the main job")
        self._reconcile()
        money.direct(people, Fund.objects.get(agent__name="Common Climate Fund"), now)
        money.settle(people["Olu Bakare"])
        money.retire(people["Funmi Adeyemi"])
        return refused

    def _reconcile(self) -> None:
        due, bar = summary.due(), progress.bar()

        def show(_step: str, counts: Counter[str]) -> None:
            bar(min(counts["claims_issued"], due), due)

        run = reconciliation.run(trigger=Run.Trigger.COMMAND, progress=show)
        self.stdout.write(f"{run.chunks} chunks of work" if run.chunks else "Nothing was due.")

    def _step(self, what: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(what))
