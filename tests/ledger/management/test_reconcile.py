"""`manage.py reconcile`."""

import json

import pytest
from django.core.management import CommandError, call_command

from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account, Run
from ledger.rules.moves import Move
from tests.factories import funds as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def work() -> None:
    """A claim that is due, and money for a part of it."""
    fund = factory.fund()
    factory.price(fund)
    factory.grant(fund, 8_000)
    factory.due()


@pytest.mark.usefixtures("work")
class TestReconcile:
    def test_says_what_was_done_and_proves_it(self, capsys):
        call_command("reconcile")

        told = capsys.readouterr().out
        assert "1,801 kg CO2e in tokens" in told
        assert "1,000 kg CO2e paid for" in told
        assert "no receipt with money left" in told
        assert "in 80.00 = held 80.00 + paid 0.00 + refunded 0.00" in told
        assert told.endswith("  proven\n")

    def test_answers_as_json(self, capsys):
        call_command("reconcile", json=True)

        answer = json.loads(capsys.readouterr().out)
        assert answer["counts"]["cents_funded"] == 8_000
        assert answer["refusals"] == {"no_money": 1}
        assert answer["proof"]["conserved"] is True

    def test_ends_with_1_and_commits_nothing_that_does_not_add_up(self):
        receipt = Account.objects.get(purpose="receipt")
        with transactions.edge():
            world = accounts.source(unit="EUR", purpose="world")
            entries.record(
                kind="test.forged", subject=("receipt", receipt.subject_id), transfers=[Move(world, receipt, 1)]
            )

        with pytest.raises(CommandError, match="add up") as refusal:
            call_command("reconcile")

        assert refusal.value.returncode == 1
        assert Run.objects.get().ended_at is None

    def test_refuses_a_chunk_of_nothing(self):
        with pytest.raises(CommandError, match="chunk"):
            call_command("reconcile", chunk=0)
