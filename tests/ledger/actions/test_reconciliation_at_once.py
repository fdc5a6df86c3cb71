"""Reconciliation by many processes at once, and killed in mid-run: real processes, real commits, real kills."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.db.models import F

from ledger.models import Account, Batch, Claim, Entry, Funding, Payout, Run
from ledger.queries import proof
from tests.factories import funds as factory
from tests.factories import people

RUN = """
import django
django.setup()
from tests.factories.funds import PAST_THE_WINDOW
from ledger.actions import reconciliation
reconciliation.run(at=PAST_THE_WINDOW, chunk=20)
"""
CLAIMS, CENTS = 300, 1_000_000


def start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", RUN], env=environment)


def a_registry_with_work() -> None:
    """300 claims of a tonne each by 30 people, and money of several earmarks for 125 of them."""
    fund = factory.fund()
    factory.price(fund)
    for number in range(20):
        earmark = {"family": "heating"} if number % 3 else {"place": people.place("earth.gb")}
        factory.grant(fund, CENTS // 20, payer=people.person(f"Payer{number}"), **earmark)
    factory.many_due(CLAIMS, claimants=[people.person(f"Claimant{number}") for number in range(30)])


def assert_all_is_done_once() -> None:
    """Every claim has its batch, every cent is spent once in order, and everything adds up."""
    assert Claim.objects.filter(state="issued").count() == Batch.objects.count() == CLAIMS
    assert Entry.objects.filter(kind="batch.issued").count() == CLAIMS
    assert sum(funding.cents for funding in Funding.objects.all()) == CENTS
    assert sum(payout.cents for payout in Payout.objects.all()) == CENTS
    paid = Batch.objects.filter(fundings__isnull=False).distinct().order_by("verified_at", "claim_id")
    assert list(paid) == list(Batch.objects.order_by("verified_at", "claim_id")[: paid.count()])
    assert proof.unbalanced(Batch.objects.values_list("id", flat=True)) == []
    assert proof.whole()["conserved"]
    assert not Account.objects.filter(purpose="receipt").exclude(credits=F("debits")).exists()


class TestManyAtOnce:
    @pytest.mark.usefixtures("committed_db")
    def test_do_what_one_alone_would(self):
        a_registry_with_work()
        connection.close()

        workers = [start() for _ in range(8)]

        assert [worker.wait(timeout=200) for worker in workers] == [0] * 8
        assert_all_is_done_once()


class TestKilled:
    @pytest.mark.usefixtures("committed_db")
    def test_leaves_what_the_next_run_completes(self):
        a_registry_with_work()
        connection.close()
        worker = start()
        deadline = time.monotonic() + 60
        while Batch.objects.count() < 40 and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)

        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=20)
        killed_in_mid_run = Run.objects.get()
        assert killed_in_mid_run.ended_at is None
        assert Batch.objects.count() == killed_in_mid_run.counts["claims_issued"]
        assert start().wait(timeout=100) == 0

        assert_all_is_done_once()
