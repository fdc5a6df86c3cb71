"""The conservation proof, and that it can fail."""

import pytest

from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account
from ledger.queries import proof
from ledger.rules.moves import Move
from tests.factories import funds as factory

pytestmark = pytest.mark.django_db


def forge(subject, *moves: Move) -> None:
    with transactions.edge():
        entries.record(kind="test.forged", subject=subject, transfers=moves)


class TestWhole:
    def test_holds_of_an_empty_ledger(self):
        assert proof.whole()["conserved"]

    def test_fails_when_tokens_are_minted_past_what_was_issued(self):
        batch = factory.issued()
        mint = accounts.source(unit="gCO2e", purpose="mint")

        forge(batch, Move(mint, Account.objects.of(batch).get(), 1))

        assert not proof.whole()["conserved"]
        assert proof.unbalanced([batch.pk]) == [str(batch.pk)]

    def test_fails_when_money_comes_in_without_a_receipt(self):
        receipt = factory.grant(factory.fund())
        world = accounts.source(unit="EUR", purpose="world")

        forge(receipt, Move(world, Account.objects.of(receipt).get(), 1))

        assert not proof.whole()["conserved"]

    def test_fails_when_money_leaves_without_a_payout(self):
        receipt = factory.grant(factory.fund())
        world = accounts.source(unit="EUR", purpose="world")

        forge(receipt, Move(Account.objects.of(receipt).get(), world, 1))

        assert proof.whole()["money"]["EUR"] == {"in": 100_000, "held": 99_999, "paid": 0, "refunded": 0}
        assert not proof.whole()["conserved"]
