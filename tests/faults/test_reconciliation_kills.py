"""Reconciliation, with its workers killed and its broker wiped: the database knows what is due."""

import os
import random
import signal
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum

from ledger.actions import reconciliation
from ledger.models import Account, Batch, Claim, Funding, Payout
from ledger.queries import proof
from tests import databases
from tests.factories import funds, people
from tests.faults import workers
from tests.faults.laws import broken
from tests.faults.processes import forked, race, wait_until

pytestmark = pytest.mark.usefixtures("committed_db")

CENTS_EACH = 8_000


class Due:
    """So many claims of a tonne each, and money for five in six of them."""

    def __init__(self, number: int):
        self.number, self.paid_for = number, number * 5 // 6
        fund = funds.fund()
        funds.price(fund)
        funds.grant(fund, self.paid_for * CENTS_EACH)
        funds.many_due(number, claimants=[people.person(name) for name in ("Asha", "Bela", "Chidi")])
        self.broken = self._laws()  # of the claims themselves, which were made in bulk

    def are_issued(self) -> bool:
        return not Claim.objects.filter(state="verified").exists()

    def are_done(self) -> bool:
        funded = Funding.objects.aggregate(cents=Sum("cents"))["cents"] or 0
        return self.are_issued() and funded == self.paid_for * CENTS_EACH and Payout.objects.count() == 3

    def check(self) -> None:
        """Every claim issued once, every cent spent once, every claimant owed what is theirs, nothing left to do."""
        assert Batch.objects.count() == Batch.objects.values("claim").distinct().count() == self.number
        paid = Funding.objects.aggregate(grams=Sum("grams"), cents=Sum("cents"))
        assert paid == {"grams": self.paid_for * 1_000_000, "cents": self.paid_for * CENTS_EACH}
        payable = Account.objects.filter(purpose="payable")
        assert sum(account.credits for account in payable) == self.paid_for * CENTS_EACH
        assert proof.whole()["conserved"]
        assert self._laws() == self.broken
        before = Batch.objects.count(), Funding.objects.count()
        reconciliation.run()
        assert (Batch.objects.count(), Funding.objects.count()) == before

    def _laws(self) -> list[str]:
        return [law.partition(":")[0] for law in broken()]


class TestWorkers:
    def test_lose_and_double_nothing_when_killed_while_the_broker_forgets(self, tmp_path: Path):
        due, dice = Due(3_000), random.Random(2026)

        with workers.broker(tmp_path) as broker:
            for turn in range(4):
                with workers.worker(broker, tmp_path / f"{turn}.log") as worker:
                    for _ in range(3):
                        broker.hint("ledger.tasks.reconcile")
                    time.sleep(dice.uniform(0.05, 0.8))
                    if turn % 2:
                        broker.forget_everything()
                    worker.kill()
            broker.forget_everything()
            with workers.worker(broker, tmp_path / "last.log"):
                broker.hint("ledger.tasks.reconcile")
                wait_until(due.are_done, seconds=120, what="the last worker does what is due")

        due.check()


class TestReconcilers:
    def test_eight_at_once_share_the_work(self):
        due = Due(2_000)

        race(lambda _: reconciliation.run(chunk=100).pk, racers=8)

        due.check()

    @pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.deep) for n in range(2, 12))])
    def test_eight_at_once_are_killed_and_the_next_one_finishes(self, seed):
        due, dice = Due(1_000), random.Random(seed)

        for _ in range(3):
            started = [forked(reconciliation.run, chunk=dice.choice([7, 20, 50])) for _ in range(8)]
            for process in started:
                time.sleep(dice.uniform(0, 0.3))
                os.kill(process.pid, signal.SIGKILL)
            for process in started:
                process.join()
        reconciliation.run()

        due.check()


class TestBackup:
    def test_taken_in_mid_run_and_restored_elsewhere_is_whole_and_goes_on(self, committed_db, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path / "media"
        settings.MEDIA_ROOT.mkdir()
        due = Due(1_000)
        reconcilers = [forked(reconciliation.run, chunk=10) for _ in range(4)]
        wait_until(Batch.objects.exists, what="the first chunk is done")

        call_command("backup", tmp_path / "backup", stdout=StringIO())
        for process in reconcilers:
            process.kill()
            process.join()
        elsewhere = f"{committed_db}_elsewhere"
        with databases.made(elsewhere), databases.pointed_at(elsewhere):
            call_command("restore", tmp_path / "backup", stdout=StringIO())
            assert 0 < Batch.objects.count() < due.number
            assert [law.partition(":")[0] for law in broken()] == due.broken
            reconciliation.run()
            due.check()
