"""Founding funds."""

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import funds
from ledger.models import Entry, Fund
from tests.factories import people

pytestmark = pytest.mark.django_db


class TestFound:
    def test_makes_a_purse_of_a_collective_and_records_it(self):
        city = people.collective("City")

        with transactions.edge():
            fund = funds.found(agent=city, by=people.operator(), purpose="Warm homes")

        entry = Entry.objects.about(fund).get()
        assert (entry.kind, entry.acting_for, entry.body) == ("fund.founded", city, {"currency": "EUR"})

    def test_refuses_a_person(self):
        with pytest.raises(errors.BadInput, match="agent"), transactions.edge():
            funds.found(agent=people.person("Asha"))

    @pytest.mark.parametrize("currency", ["gCO2e", "XXX", ""])
    def test_refuses_what_is_no_money(self, currency):
        with pytest.raises(errors.BadInput, match="currency"), transactions.edge():
            funds.found(agent=people.collective("City"), currency=currency)

    def test_refuses_whoever_is_no_operator_and_writes_nothing(self):
        with pytest.raises(errors.NotAllowed), transactions.edge():
            funds.found(agent=people.collective("City"), by=people.person("Bela"))

        assert not Fund.objects.exists()
