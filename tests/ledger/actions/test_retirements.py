"""Retiring tokens."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from config.plumbing import transactions
from ledger import errors
from ledger.actions import retirements
from ledger.models import Account, Batch, Entry, Retirement
from ledger.queries import batches
from ledger.rules import commitments
from tests.factories import funds as factory
from tests.factories import people
from tests.factories.claims import HEAT_PUMP_G

pytestmark = pytest.mark.django_db


def retire(by, batch, quantity_g, **more) -> Retirement:
    with transactions.edge():
        return retirements.retire(by=by, **{"acting_for": by, "batch": batch, "quantity_g": quantity_g, **more})


class TestRetire:
    def test_takes_funded_tokens_out_of_use_for_good(self):
        funmi, fund = people.person("Funmi"), factory.fund()
        factory.price(fund)
        factory.arrival(factory.pledge(funmi, fund, 8_000))
        batch = factory.issued("Asha")

        retirement = retire(funmi, batch, 1_000_000)

        assert batches.tokens(batch)["retired"] == 1_000_000
        assert retirement.reference == f"R-{retirement.number:06d}"
        with pytest.raises(errors.InsufficientFunds) as refusal:
            retire(funmi, batch, 1)
        assert refusal.value.left == 0

    def test_takes_what_the_claimant_holds_out_of_the_funds_queue(self):
        batch = factory.issued("Asha")

        retire(people.person("Asha"), batch, HEAT_PUMP_G)

        assert not Batch.objects.get().open

    def test_commits_to_beneficiary_and_reason_without_telling_them(self):
        asha, batch = people.person("Asha"), factory.issued("Asha")

        retirement = retire(asha, batch, 1_000, beneficiary="Emre", reason="A flight", consumed=DateRange(
            date(2025, 1, 1), date(2026, 1, 1)))  # fmt: skip

        entry = Entry.objects.about(batch).get(kind="batch.retired")
        assert entry.body["beneficiary_commitment"] == commitments.commit("Emre", bytes(retirement.salt))
        assert b"Emre" not in bytes(entry.leaf)
        assert b"flight" not in bytes(entry.leaf)

    def test_names_a_beneficiary_that_is_to_be_public(self):
        asha, batch = people.person("Asha"), factory.issued("Asha")

        retire(asha, batch, 1_000, beneficiary="Rhondda Solar", beneficiary_is_public=True)

        assert Entry.objects.about(batch).get(kind="batch.retired").body["beneficiary"] == "Rhondda Solar"

    def test_sent_twice_under_one_key_retires_once(self):
        asha, batch = people.person("Asha"), factory.issued("Asha")

        first, again = retire(asha, batch, 1_000, key="one"), retire(asha, batch, 1_000, key="one")

        assert first == again
        assert Account.objects.get(purpose="retired").balance == 1_000

    def test_refuses_more_than_is_there_and_says_how_much_is(self):
        asha, batch = people.person("Asha"), factory.issued("Asha")

        with pytest.raises(errors.InsufficientFunds) as refusal:
            retire(asha, batch, HEAT_PUMP_G + 1)

        assert (refusal.value.asked, refusal.value.left) == (HEAT_PUMP_G + 1, HEAT_PUMP_G)
        assert not Retirement.objects.exists()

    def test_refuses_a_stranger(self):
        batch = factory.issued("Asha")

        with pytest.raises(errors.NotAllowed):
            retire(people.person("Chidi"), batch, 1_000, acting_for=people.person("Asha"))

    @pytest.mark.parametrize("grams", [0, -1, 1.5, float("nan"), "10"])
    def test_refuses_what_are_no_grams(self, grams):
        with pytest.raises(errors.BadInput, match="quantity_g"):
            retire(people.person("Asha"), factory.issued("Asha"), grams)

    def test_refuses_a_period_that_ends_before_it_starts(self):
        with pytest.raises(errors.BadInput, match="consumed"):
            retire(people.person("Asha"), factory.issued("Asha"), 1_000, consumed=DateRange(date(2026, 1, 1), None))
