"""Making pledges, and what becomes of them."""

from datetime import UTC, date, datetime

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import pledges
from ledger.models import Entry, Pledge
from ledger.rules import banking
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
            ("cap_cents", {"cents": 10**14, "cadence": "yearly", "ends_on": date(2040, 1, 1)}),
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


class TestTerms:
    def test_without_cap_and_end_go_on_until_withdrawn(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 500, cadence="monthly")

        factory.arrival(pledge, 700)
        factory.arrival(pledge, 10**9)

        assert (pledge.cap_cents, Pledge.objects.get().state) == (None, "active")

    def test_with_an_end_are_worth_what_falls_due_until_then(self):
        pledge = factory.pledge(
            people.person("Funmi"), factory.fund(), 500, cadence="quarterly", ends_on=date(2026, 12, 31)
        )

        assert pledge.cap_cents == 2_000

    def test_give_a_reference_to_pay_with_that_no_slip_of_the_pen_leaves_whole(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund())

        assert pledge.reference == f"P-{pledge.number:06d}"
        assert banking.referred(pledge.bank_reference) == f"P{pledge.number:06d}"


class TestFallDue:
    def fall_due(self, *day):
        with transactions.edge():
            pledges.fall_due(at=datetime(*day, tzinfo=UTC))

    def due_days(self, pledge):
        return [e.body["due_on"] for e in Entry.objects.about(pledge).filter(kind="pledge.fell_due")]

    def test_puts_each_instalment_on_the_record_once(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 500, cadence="monthly", cap_cents=1_200)

        self.fall_due(2025, 12, 31)
        assert self.due_days(pledge) == []
        for _ in range(2):
            self.fall_due(2026, 2, 10)
        self.fall_due(2027, 1, 1)

        assert self.due_days(pledge) == ["2026-01-01", "2026-02-01", "2026-03-01"]
        assert Pledge.objects.get().due_on is None

    def test_passes_what_is_paused_and_makes_up_for_it(self):
        funmi = people.person("Funmi")
        pledge = factory.pledge(funmi, factory.fund(), 500, cadence="quarterly")
        with transactions.edge():
            pledges.pause(by=funmi, pledge=pledge)

        self.fall_due(2026, 4, 1)
        assert self.due_days(pledge) == []
        with transactions.edge():
            pledges.resume(by=funmi, pledge=pledge)
        self.fall_due(2026, 4, 1)

        assert self.due_days(pledge) == ["2026-01-01", "2026-04-01"]
        assert Pledge.objects.get().due_on == date(2026, 7, 1)

    def test_asks_nothing_of_who_withdrew(self):
        funmi = people.person("Funmi")
        pledge = factory.pledge(funmi, factory.fund())
        with transactions.edge():
            pledges.withdraw(by=funmi, pledge=pledge)

        self.fall_due(2026, 6, 1)

        assert self.due_days(pledge) == []


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
