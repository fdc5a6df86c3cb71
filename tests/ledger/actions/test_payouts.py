"""What the bank says of payouts."""

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import funds, payouts
from ledger.models import Account, BankAccount, Entry, Payout
from tests.factories import funds as factory
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout() -> Payout:
    """144.14 euro on the way to Asha, who said where to."""
    factory.bank_account(people.person("Asha"))
    fund = factory.fund()
    factory.price(fund)
    factory.grant(fund)
    factory.issued("Asha")
    return Payout.objects.get()


def act(verb, payout, **given) -> Payout:
    with transactions.edge():
        return verb(by=people.operator(), payout=payout, **given)


class TestPrepareDue:
    def test_waits_until_a_funds_minimum_is_reached(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)
        with transactions.edge():
            funds.set_terms(by=people.operator(), fund=fund, minimum_payout_cents=14_415)

        factory.issued("Asha")
        assert not Payout.objects.exists()
        factory.issued("Asha")

        assert Payout.objects.get().cents == 28_828


class TestSend:
    def test_waits_for_bank_details(self, payout):
        BankAccount.objects.all().delete()

        with pytest.raises(errors.WrongState, match="waiting for bank details"):
            act(payouts.send, payout)
        factory.bank_account(people.person("Asha"))

        assert act(payouts.send, payout).state == "sent"

    def test_is_for_a_treasurer_of_the_fund_and_of_no_other(self, payout):
        other = factory.treasurer(factory.fund("River Fund"), "Rosa")
        with pytest.raises(errors.NotAllowed), transactions.edge():
            payouts.send(by=other, payout=payout)

        with transactions.edge():
            sent = payouts.send(by=factory.treasurer(payout.fund), payout=payout)

        assert sent.state == "sent"

    def test_is_for_nobody_who_is_paid_by_it(self, payout):
        factory.treasurer(payout.fund, "Asha")

        with pytest.raises(errors.NotAllowed, match="to themselves"), transactions.edge():
            payouts.send(by=payout.claimant, payout=payout)


class TestDirect:
    def test_keeps_the_account_off_the_record(self):
        before = Entry.objects.count()

        account = factory.bank_account(people.person("Asha"))

        assert (account.iban, account.masked) == ("GB82WEST12345698765432", "GB82 … 5432")
        assert Entry.objects.count() == before

    def test_tries_again_what_failed_because_of_the_old_one(self, payout):
        act(payouts.refuse, payout, refusal="account_closed")

        factory.bank_account(people.person("Asha"), "DE89 3704 0044 0532 0130 00")
        factory.run()

        assert [each.state for each in Payout.objects.all()] == ["retried", "prepared"]

    def test_leaves_what_failed_for_another_reason(self, payout):
        act(payouts.refuse, payout, refusal="bank_unavailable")

        factory.bank_account(people.person("Asha"))

        assert Payout.objects.get().state == "refused"

    def test_refuses_a_stranger_and_a_mistyped_account(self):
        asha = people.person("Asha")

        with pytest.raises(errors.NotAllowed), transactions.edge():
            payouts.direct(by=people.person("Chidi"), acting_for=asha, holder_name="C", iban=factory.IBAN, at=NOW)
        with pytest.raises(errors.BadInput, match="check digits"):
            factory.bank_account(asha, "GB82 WEST 1234 5698 7654 33")

        assert not BankAccount.objects.exists()


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
