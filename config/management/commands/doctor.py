"""Say what is wrong and what to do."""

from django.core.management.base import BaseCommand, CommandError

from config import doctor, opening


class Command(BaseCommand):
    help = "Look at every part that the product needs, and say of each whether it is well and what to do if not."
    requires_system_checks = []

    def handle(self, **options):
        findings = doctor.examine()
        for finding in findings:
            mark = self.style.SUCCESS("ok  ") if finding.well else self.style.ERROR("FAIL" if finding.grave else "note")
            self.stdout.write(f"{mark} {finding.part:<11} {finding.state}")
            if not finding.well:
                self.stdout.write(f"     {'':<11} -> {finding.remedy}")
            if finding.part == "operator" and not finding.well:
                self.stdout.write(f"     {'':<11} -> {opening.address('http://localhost:8000')}")
        grave = [finding.part for finding in findings if finding.grave and not finding.well]
        if grave:
            raise CommandError(f"Not well: {', '.join(grave)}.")
