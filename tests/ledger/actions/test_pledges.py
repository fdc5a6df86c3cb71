"""Making pledges, and what becomes of them."""

from datetime import date

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import pledges
from ledger.models import Entry, Pledge
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


class TestMake:
    def test_records_the_promise_but_no_money(self):
        funmi, fund = people.person("Funmi"), factory.fund()

        pledge = factory.pledge(funmi, fund, 5_000, family="heating", benefit="Our river is cleaner.")

        entry = Entry.objects.about(pledge).get()
        assert (pledge.state, pledge.cap_cents, pledge.family) == ("active", 5_000, "heating")
        assert (entry.kind, entry.by, entry.transfers.count()) == ("pledge.made", funmi, 0)
        assert "river" not in str(entry.body)

    def test_sent_twice_under_one_key_is_made_once(self):
        funmi, fund = people.person("Funmi"), factory.fund()

        first, again = factory.pledge(funmi, fund, key="one"), factory.pledge(funmi, fund, key="one")

        assert first == again
        assert Pledge.objects.count() == 1

    def test_refuses_another_pledge_under_the_same_key(self):
        funmi, fund = people.person("Funmi"), factory.fund()
        factory.pledge(funmi, fund, key="one")

        with pytest.raises(errors.KeyReused):
            factory.pledge(funmi, fund, 1, key="one")

    def test_refuses_a_member_who_is_no_steward(self):
        bela, fund = people.person("Bela"), factory.fund()
        utility = people.collective("Water utility", members=(bela,))

        with pytest.raises(errors.NotAllowed):
            factory.pledge(bela, fund, acting_for=utility)

    @pytest.mark.parametrize(
        ("field", "terms"),
        [
            ("instalment_cents", {"cents": -5}),
            ("instalment_cents", {"cents": float("nan")}),
            ("cap_cents", {"cap_cents": 99_999}),
            ("cap_cents", {"cap_cents": 100_001}),
            ("cadence", {"cadence": "daily"}),
            ("ends_on", {"cadence": "monthly", "cap_cents": 10**6, "ends_on": date(2025, 12, 31)}),
            ("family", {"family": "magic"}),
            ("vintage_from", {"vintage_from": 2025, "vintage_until": 2024}),
            ("vintage_until", {"vintage_from": 2025}),
            ("benefit", {"benefit": "quiet\x00text"}),
        ],
    )
    def test_names_the_field_and_writes_nothing(self, field, terms):
        with pytest.raises(errors.BadInput) as refusal:
            factory.pledge(people.person("Funmi"), factory.fund(), **terms)

        assert refusal.value.field == field
        assert not Pledge.objects.exists()


class TestChange:
    def test_pauses_resumes_and_withdraws_on_the_record(self):
        funmi = people.person("Funmi")
        pledge = factory.pledge(funmi, factory.fund())

        for act in (pledges.pause, pledges.resume, pledges.withdraw):
            with transactions.edge():
                pledge = act(by=funmi, pledge=pledge)

        kinds = [entry.kind for entry in Entry.objects.about(pledge)]
        assert kinds == ["pledge.made", "pledge.paused", "pledge.resumed", "pledge.withdrawn"]
        assert pledge.state == "withdrawn"

    def test_refuses_what_does_not_follow(self):
        funmi = people.person("Funmi")
        pledge = factory.pledge(funmi, factory.fund())

        with pytest.raises(errors.WrongState), transactions.edge():
            pledges.resume(by=funmi, pledge=pledge)

    def test_refuses_a_stranger(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund())

        with pytest.raises(errors.NotAllowed), transactions.edge():
            pledges.withdraw(by=people.person("Chidi"), pledge=pledge)
