"""An import that is killed: what it had done stands, and reading the file again does the rest."""

import random
import time
from datetime import date

import pytest

from ledger.actions import imports
from ledger.models import Entry, ExternalIssuance, ExternalMatch, ExternalWithdrawal
from tests.factories.registries import OURS, scaled, sheet
from tests.faults.processes import forked

pytestmark = pytest.mark.usefixtures("committed_db")
TODAY = date(2026, 11, 22)


def read() -> imports.Outcome:
    imports.PART = 100
    rows = scaled(OURS.rows, 12)
    return imports.read_registry(stream=sheet(*rows), name="f.csv", today=TODAY)


class TestKill:
    def test_at_any_moment_loses_and_doubles_nothing(self):
        dice = random.Random(1)
        for _ in range(4):
            process = forked(read)
            time.sleep(dice.uniform(0.3, 1.5))
            process.kill()
            process.join(10)

        outcome = read()

        assert outcome.counts["rows"] == 12 * 114
        assert ExternalIssuance.objects.count() == 12 * 59
        assert ExternalMatch.objects.count() == ExternalWithdrawal.objects.count() == 12 * 55
        recorded = Entry.objects.filter(kind="registry.imported").values_list("body", flat=True)
        assert sum(body["issuances"] + body["withdrawals"] for body in recorded) == 12 * 114
        assert read().fresh == 0
