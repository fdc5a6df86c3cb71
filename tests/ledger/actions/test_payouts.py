"""What the bank says of payouts."""

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import payouts
from ledger.models import Account, Entry, Payout
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout() -> Payout:
    """144.14 euro on the way to Asha."""
    fund = factory.fund()
    factory.price(fund)
    factory.grant(fund)
    factory.issued("Asha")
    return Payout.objects.get()


def act(verb, payout, **given) -> Payout:
    with transactions.edge():
        return verb(by=people.operator(), payout=payout, **given)


class TestConfirm:
    def test_lets_the_money_leave_the_books(self, payout):
        act(payouts.send, payout)

        paid = act(payouts.confirm, payout, bank_reference="P1")

        account = Account.objects.get(purpose="payable")
        assert (paid.state, account.balance, account.held_debits) == ("paid", 0, 0)
        assert factory.run().proof["money"]["EUR"] == {"in": 100_000, "held": 85_586, "paid": 14_414, "refunded": 0}

    def test_said_twice_pays_once(self, payout):
        act(payouts.confirm, payout, bank_reference="P1")
        before = Entry.objects.count()

        act(payouts.confirm, payout, bank_reference="P1")

        assert Entry.objects.count() == before

    def test_refuses_another_bank_reference_for_the_same_payout(self, payout):
        act(payouts.confirm, payout, bank_reference="P1")

        with pytest.raises(errors.WrongState):
            act(payouts.confirm, payout, bank_reference="P2")

    def test_refuses_the_bank_reference_of_another_payout(self, payout):
        act(payouts.confirm, payout, bank_reference="P1")
        factory.issued("Bela")

        with pytest.raises(errors.AlreadyRecorded):
            act(payouts.confirm, Payout.objects.get(state="prepared"), bank_reference="P1")

    def test_refuses_whoever_is_no_operator(self, payout):
        with pytest.raises(errors.NotAllowed), transactions.edge():
            payouts.confirm(by=people.person("Asha"), payout=payout, bank_reference="P1")


class TestRefuse:
    def test_keeps_the_money_for_the_claimant_and_waits_for_a_correction(self, payout):
        act(payouts.send, payout)

        act(payouts.refuse, payout, refusal="account_closed")

        assert Account.objects.get(purpose="payable").available == 14_414
        factory.run()
        assert Payout.objects.count() == 1

    def test_is_prepared_anew_once_corrected(self, payout):
        act(payouts.refuse, payout, refusal="account_closed")

        act(payouts.retry, payout)
        factory.run()

        assert [(each.cents, each.state) for each in Payout.objects.all()] == [
            (14_414, "retried"),
            (14_414, "prepared"),
        ]

    def test_refuses_a_reason_without_a_next_step(self, payout):
        with pytest.raises(errors.BadInput, match="refusal"):
            act(payouts.refuse, payout, refusal="who knows")

    def test_refuses_what_was_paid(self, payout):
        act(payouts.confirm, payout, bank_reference="P1")

        with pytest.raises(errors.WrongState):
            act(payouts.refuse, payout, refusal="other")
