"""manage.py audit: recompute every law of the record, and say what was found."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.queries import audit


class Command(BaseCommand):
    help = "Recomputes every total, floor, unit sum and state from the record. Exits 1 at any breach."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.run()) if options["json"] else [self._tell(*pair) for pair in audit.run()]
        broken = [law for law, finding in found if not finding.holds]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found), indent=2))
        elif not broken:
            self.stdout.write(self.style.SUCCESS(f"All {len(found)} laws hold."))
        if broken:
            if not options["json"]:
                self.stderr.write(self.style.ERROR(f"{len(broken)} of {len(found)} laws are broken."))
            raise SystemExit(1)

    def _tell(self, law: audit.Law, finding: audit.Finding) -> tuple[audit.Law, audit.Finding]:
        mark = self.style.SUCCESS("holds ") if finding.holds else self.style.ERROR("BROKEN")
        self.stdout.write(f"{mark} {finding.checked:>16,}  {law.says}")
        if not finding.holds:
            self.stdout.write(f"       {finding.breaches:>16,}  times; for one: {finding.example}")
        return law, finding


def _as_json(found: list[tuple[audit.Law, audit.Finding]]) -> dict[str, Any]:
    return {
        "holds": all(finding.holds for _, finding in found),
        "laws": [
            {"law": law.says, "checked": f.checked, "breaches": f.breaches, "example": f.example or None}
            for law, f in found
        ],
    }
