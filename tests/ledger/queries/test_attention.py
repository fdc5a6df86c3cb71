from datetime import timedelta

import pytest
from django.utils import timezone

from config.plumbing import transactions
from ledger.actions import objections, payouts
from ledger.models import Payout, Run
from ledger.queries import attention, due
from tests.factories import claims, funds, people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout():
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund, 20_000)
    funds.issued("Asha")
    return Payout.objects.get()


def codes(at=None):
    return [need.code for need in attention.needs(at or timezone.now())]


class TestNeeds:
    def test_are_none_where_nothing_waits(self):
        assert codes() == []

    def test_tell_of_payouts_without_bank_details_hanging_and_refused(self, payout):
        assert codes() == ["payouts_undirected"]
        assert codes(timezone.now() + timedelta(days=4)) == ["payouts_hanging", "payouts_undirected"]
        with transactions.edge():
            payouts.refuse(by=people.operator(), payout=payout, refusal="account_closed")

        assert codes() == ["payouts_refused"]
        assert attention.refusals() == {"account_closed": 1}

    def test_tell_of_late_verifiers_and_of_too_few(self):
        claims.in_review(people.person("Asha"), verifier=people.person("Dara"))

        assert "seats_overdue" in codes(NOW + timedelta(days=90))

    def test_tell_of_open_objections_with_the_oldest_first(self):
        claim = claims.verified(people.person("Asha"), verifier=people.person("Dara"))
        with transactions.edge():
            objections.raise_(by=people.person("Chidi"), claim=claim, reasons="No.", at=NOW + timedelta(days=1))

        (need,) = [need for need in attention.needs(NOW) if need.code == "objections_open"]

        assert (need.number, need.since) == (1, NOW + timedelta(days=1))

    def test_tell_of_runs_that_never_ended_once_no_run_takes_so_long(self):
        begun = timezone.now()
        Run.objects.create(trigger="task", started_at=begun)

        assert codes(begun + timedelta(minutes=5)) == []
        assert codes(begun + timedelta(hours=2)) == ["runs_unfinished"]


class TestDue:
    def test_counts_what_a_run_would_find(self):
        claim = funds.due("Asha")

        assert due.now(claim.window_until).claims == 1
        assert due.now(claim.window_until - timedelta(seconds=1)).claims == 0

    def test_counts_batches_and_receipts_until_they_met(self):
        fund = funds.fund()
        funds.issued("Asha")
        funds.grant(fund, 20_000)

        now = due.now(funds.PAST_THE_WINDOW)

        assert (now.batches, now.receipts, now.payouts) == (1, 1, 0)
