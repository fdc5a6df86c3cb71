import pytest
from django.db import IntegrityError, transaction

from config.plumbing import transactions
from ledger import errors
from ledger.actions import corrections, payouts, receipts
from ledger.models import Correction, Entry, Payout, Receipt, Refund
from tests.factories import funds, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt():
    return funds.grant(funds.fund(), 10_000)


def give_back(receipt, cents=4_000, reference="BACK 1"):
    return receipts.refund(
        by=people.operator(), receipt=receipt, cents=cents, reason="Sent twice.", bank_reference=reference
    )


def correct(receipt, reason="Sent twice.", **more):
    entry = Entry.objects.get(kind="receipt.recorded", subject_id=receipt.pk)
    with transactions.edge():
        return corrections.correct(
            by=people.operator(), entry=entry, reason=reason, act=lambda: give_back(receipt, **more)
        )


class TestCorrect:
    def test_does_it_and_links_the_two_entries(self, receipt):
        refund = correct(receipt)

        made = Correction.objects.get()
        assert refund == Refund.objects.get()
        assert (made.corrected.kind, made.correction.kind) == ("receipt.recorded", "receipt.refunded")
        told = Entry.objects.get(kind="entry.corrected")
        assert (told.subject_id, told.body["correction"]) == (made.corrected_id, str(made.correction_id))

    @pytest.mark.parametrize("more", [{"reason": " "}, {"cents": 99_999}])
    def test_writes_nothing_without_a_reason_or_where_it_is_refused(self, receipt, more):
        with pytest.raises(errors.Refusal):
            correct(receipt, **more)

        assert (Correction.objects.count(), Refund.objects.count()) == (0, 0)
        assert not Entry.objects.filter(kind="entry.corrected").exists()

    def test_is_never_changed(self, receipt):
        correct(receipt)

        for spoil in (lambda rows: rows.update(reason="Other."), lambda rows: rows.delete()):
            with pytest.raises(IntegrityError, match="insert-only"), transaction.atomic():
                spoil(Correction.objects.all())


class TestPreview:
    def test_tells_what_would_move_and_keeps_nothing(self, receipt):
        (seen,) = corrections.preview(lambda: give_back(receipt))

        assert seen.kind == "receipt.refunded"
        assert [(t.debit.purpose, t.credit.purpose, t.amount) for t in seen.transfers] == [("receipt", "world", 4_000)]
        assert not Refund.objects.exists()
        assert not Entry.objects.filter(kind="receipt.refunded").exists()
        assert Receipt.objects.get().open

    def test_raises_what_would_be_refused(self, receipt):
        with pytest.raises(errors.InsufficientFunds):
            corrections.preview(lambda: give_back(receipt, cents=10_001))

    def test_shows_a_hold_released(self):
        fund = funds.fund()
        funds.price(fund)
        funds.grant(fund, 20_000)
        funds.issued("Asha")
        payout = Payout.objects.get()

        (seen,) = corrections.preview(lambda: payouts.refuse(by=people.operator(), payout=payout, refusal="other"))

        assert [(t.phase, t.amount) for t in seen.transfers] == [("void", payout.cents)]
