"""What pledges still bring."""

from datetime import date

import pytest

from config.plumbing import transactions
from ledger.actions import pledges as actions
from ledger.queries import pledges
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


class TestReceivable:
    def monthly(self):
        return factory.pledge(
            people.person("Funmi"), factory.fund(), 500, cadence="monthly", cap_cents=1_200, starts_on=date(2026, 1, 15)
        )

    def test_lists_what_fell_due_and_did_not_arrive_the_oldest_paid_first(self):
        factory.arrival(self.monthly(), 700)

        listed = [(each.due_on, each.cents) for each in pledges.receivable(on=date(2026, 12, 31))]

        assert listed == [(date(2026, 2, 15), 300), (date(2026, 3, 15), 200)]

    def test_lists_nothing_before_its_day(self):
        self.monthly()

        assert list(pledges.receivable(on=date(2026, 1, 14))) == []

    def test_asks_nothing_of_a_paused_pledge(self):
        pledge = self.monthly()
        with transactions.edge():
            actions.pause(by=pledge.funder, pledge=pledge)

        assert list(pledges.receivable(on=date(2026, 12, 31))) == []

    def test_tells_the_funds_apart(self):
        self.monthly()

        assert list(pledges.receivable(on=date(2026, 12, 31), fund=factory.fund("River Fund"))) == []
