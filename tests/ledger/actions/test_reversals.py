"""Reversing what did not last."""

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import retirements, reversals
from ledger.models import Account, Batch, Entry, Reversal
from ledger.queries import batches
from tests.factories import funds as factory
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


def reverse(batch, quantity_g) -> Reversal:
    with transactions.edge():
        return reversals.reverse(
            by=people.operator(), batch=batch, quantity_g=quantity_g, reason="The plot burnt.", occurred_at=NOW
        )


def plots(number: int) -> list[Batch]:
    """Afforestation of a tonne each, a fifth of it in buffer."""
    factory.many_due(number, claimants=[people.person("Asha")], methodology="gs403", family="afforestation")
    factory.run()
    return list(Batch.objects.order_by("number"))


class TestReverse:
    def test_cancels_own_tokens_then_the_buffer(self):
        (batch,) = plots(1)

        reversal = reverse(batch, 900_000)

        assert (reversal.own_g, reversal.buffer_g, reversal.pool_g, reversal.debt_g) == (800_000, 100_000, 0, 0)
        assert batches.tokens(batch)["cancelled"] == 900_000
        batch.claim.refresh_from_db()
        assert batch.claim.state == "partly_reversed"

    def test_cancels_held_tokens_before_funded_ones(self):
        fund = factory.fund()
        factory.price(fund, family="afforestation")
        factory.grant(fund, 4_000)  # 500,000 g of 800,000
        (batch,) = plots(1)

        reverse(batch, 400_000)

        assert batches.tokens(batch) == {
            "held": 0, "funded": 400_000, "retired": 0, "buffer": 200_000, "cancelled": 400_000,
        }  # fmt: skip

    def test_asks_the_pool_oldest_first_and_books_the_rest_as_debt(self):
        first, second, burnt = plots(3)
        asha = people.person("Asha")
        with transactions.edge():
            retirements.retire(by=asha, acting_for=asha, batch=burnt, quantity_g=800_000)

        reversal = reverse(burnt, 1_000_000)

        assert (reversal.own_g, reversal.buffer_g, reversal.pool_g, reversal.debt_g) == (0, 200_000, 400_000, 400_000)
        assert [batches.tokens(each)["buffer"] for each in (first, second)] == [0, 0]
        assert batches.tokens(burnt)["retired"] == 800_000
        assert batches.debt_g(asha) == 400_000

    def test_takes_from_the_oldest_buffer_before_the_next(self):
        first, second, burnt = plots(3)
        asha = people.person("Asha")
        with transactions.edge():
            retirements.retire(by=asha, acting_for=asha, batch=burnt, quantity_g=800_000)

        reverse(burnt, 450_000)

        assert [batches.tokens(each)["buffer"] for each in (first, second)] == [0, 150_000]

    def test_leaves_other_families_alone(self):
        burnt = factory.issued("Bela")
        bela = people.person("Bela")
        plots(1)
        with transactions.edge():
            retirements.retire(by=bela, acting_for=bela, batch=burnt, quantity_g=burnt.quantity_g)

        assert reverse(burnt, burnt.quantity_g).debt_g == burnt.quantity_g

    def test_ends_the_claim_and_the_queue_when_all_is_reversed(self):
        (batch,) = plots(1)

        reverse(batch, 400_000)
        reverse(batch, 600_000)

        batch.refresh_from_db()
        assert (batch.claim.state, batch.open) == ("reversed", False)

    def test_refuses_more_than_was_not_reversed_before(self):
        (batch,) = plots(1)
        reverse(batch, 400_000)

        with pytest.raises(errors.BadInput, match="600000 g"):
            reverse(batch, 600_001)

    def test_commits_to_the_reason(self):
        (batch,) = plots(1)

        reverse(batch, 1)

        entry = Entry.objects.about(batch).get(kind="batch.reversed")
        assert entry.body["own_g"] == "1"
        assert b"burnt" not in bytes(entry.leaf)

    def test_stays_conserved(self):
        first, _ = plots(2)

        reverse(first, 1_000_000)

        assert factory.run().proof["conserved"]
        assert sum(account.balance for account in Account.objects.filter(purpose="cancelled")) == 1_000_000

    def test_refuses_whoever_is_no_operator(self):
        (batch,) = plots(1)

        with pytest.raises(errors.NotAllowed), transactions.edge():
            reversals.reverse(by=people.person("Asha"), batch=batch, quantity_g=1, reason="x", occurred_at=NOW)
