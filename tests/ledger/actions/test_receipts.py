"""Money that arrived, and money that goes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.plumbing import transactions
from ledger import errors
from ledger.actions import pledges, receipts
from ledger.models import Account, Entry, Receipt, Refund
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_puts_the_money_on_an_account_of_its_own(self):
        fund = factory.fund()

        receipt = factory.grant(fund, 5_000)

        assert Account.objects.of(receipt).get().balance == 5_000
        assert Entry.objects.about(receipt).get().kind == "receipt.recorded"

    def test_refuses_the_same_bank_reference_again(self):
        fund = factory.fund()
        factory.grant(fund, bank_reference="A1")

        with pytest.raises(errors.AlreadyRecorded, match="A1"):
            factory.grant(fund, bank_reference="A1")

        assert Receipt.objects.count() == 1

    def test_takes_the_same_bank_reference_from_another_source(self):
        fund = factory.fund()
        factory.grant(fund, bank_reference="A1")

        factory.grant(fund, bank_reference="A1", source="charge")

        assert Receipt.objects.count() == 2

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("cents", {"cents": 0}),
            ("cents", {"cents": 10.5}),
            ("source", {"source": "pledge"}),
            ("source", {"source": "gift"}),
            ("bank_reference", {"bank_reference": ""}),
            ("bank_reference", {"bank_reference": "A\x1b[1"}),
            ("family", {"family": "magic"}),
            ("arrived_at", {"arrived_at": timezone.now() + timedelta(days=1)}),
        ],
    )
    def test_names_the_field_and_writes_nothing(self, field, changes):
        with pytest.raises(errors.BadInput) as refusal:
            factory.grant(factory.fund(), **changes)

        assert refusal.value.field == field
        assert not Receipt.objects.exists()

    def test_refuses_whoever_is_no_operator(self):
        fund, funmi = factory.fund(), people.person("Funmi")

        with pytest.raises(errors.NotAllowed), transactions.edge():
            receipts.record(by=funmi, fund=fund, source="grant", payer=funmi, cents=1, bank_reference="A1",
                            arrived_at=timezone.now())  # fmt: skip


class TestRecordPledged:
    def test_copies_the_pledges_earmark(self):
        pledge = factory.pledge(
            people.person("Funmi"), factory.fund(), family="heating", place=people.place("earth.gb")
        )

        receipt = factory.arrival(pledge)

        assert (receipt.family, receipt.place, receipt.funder) == ("heating", people.place("earth.gb"), pledge.funder)

    def test_fulfils_the_pledge_with_the_last_of_it(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 500, cadence="monthly", cap_cents=1_000)
        factory.arrival(pledge)
        pledge.refresh_from_db()
        assert pledge.state == "active"

        factory.arrival(pledge)

        pledge.refresh_from_db()
        assert pledge.state == "fulfilled"

    def test_refuses_more_than_was_pledged_and_says_what_is_left(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 500, cadence="monthly", cap_cents=1_000)
        factory.arrival(pledge, 700)

        with pytest.raises(errors.PledgeExceeded) as refusal:
            factory.arrival(pledge, 301)

        assert (refusal.value.asked, refusal.value.left) == (301, 300)

    def test_refuses_money_for_a_withdrawn_pledge(self):
        funmi = people.person("Funmi")
        pledge = factory.pledge(funmi, factory.fund())
        with transactions.edge():
            pledges.withdraw(by=funmi, pledge=pledge)

        with pytest.raises(errors.WrongState):
            factory.arrival(pledge)


class TestRefund:
    def refund(self, receipt, cents, reference="B1"):
        with transactions.edge():
            return receipts.refund(
                by=people.operator(), receipt=receipt, cents=cents, reason="Pledge withdrawn", bank_reference=reference
            )

    def test_gives_back_what_is_left_and_closes_the_receipt(self):
        receipt = factory.grant(factory.fund(), 5_000)

        self.refund(receipt, 5_000)

        receipt.refresh_from_db()
        assert Account.objects.of(receipt).get().balance == 0
        assert not receipt.open

    def test_refuses_more_than_is_left(self):
        receipt = factory.grant(factory.fund(), 5_000)
        self.refund(receipt, 4_000)

        with pytest.raises(errors.InsufficientFunds) as refusal:
            self.refund(receipt, 1_001, "B2")

        assert refusal.value.left == 1_000

    def test_refuses_the_same_bank_reference_again(self):
        receipt = factory.grant(factory.fund(), 5_000)
        self.refund(receipt, 1_000)

        with pytest.raises(errors.AlreadyRecorded):
            self.refund(receipt, 1_000)

        assert Refund.objects.count() == 1

    def test_leaves_the_whole_conserved(self):
        fund = factory.fund()
        factory.price(fund)
        receipt = factory.grant(fund, 50_000)
        factory.due()
        factory.run()

        self.refund(receipt, 1_000)

        assert factory.run().proof["money"]["EUR"] == {"in": 50_000, "held": 49_000, "paid": 0, "refunded": 1_000}
