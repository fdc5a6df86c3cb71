"""The buttons: what they ask, show and do, and that what they put right is linked both ways."""

import re

import pytest

from ledger.models import Batch, Claim, Correction, Entry, Payout, Receipt
from tests.factories import people
from tests.ledger.admin.test_admin import address, ode, paid  # noqa: F401  (fixtures)
from tests.pages import browser

pytestmark = pytest.mark.django_db


def confirmed(client, where, figure, **form):
    """Send the form, read what it would do, and type the figure; the first answer and the last."""
    shown = client.post(where, form)
    seal = re.search(rb'name="shown" value="([0-9a-f]*)"', shown.content)
    assert seal, shown.content.decode()
    return shown, client.post(where, {**form, "shown": seal[1].decode(), "typed": figure})


class TestStuckPayout:
    def test_is_found_put_right_and_tried_again(self, paid, ode):  # noqa: F811
        payout, client = Payout.objects.get(), browser(ode)
        refuse = address(Payout, "refuse", payout.pk)
        assert "Show what it would do" in client.get(refuse).content.decode()

        shown, done = confirmed(client, refuse, "€144.14", refusal="account_closed", correction="The bank wrote.")
        assert "the hold is released" in shown.content.decode()
        assert done.status_code == 302, done.content.decode()
        assert b"1 payout refused by the bank" in client.get("/admin/").content
        listed = client.get(address(Payout), {"waits": "refused"}).content.decode()
        assert "Ask the claimant for another bank account" in listed
        client.post(address(Payout, "retry", payout.pk), {"correction": "Asha gave another account."})

        payout.refresh_from_db()
        assert payout.state == "retried"
        assert b"Nothing. Payouts move" in client.get("/admin/").content

    def test_points_from_both_entries_to_each_other(self, paid, ode):  # noqa: F811
        payout, client = Payout.objects.get(), browser(ode)
        confirmed(client, address(Payout, "refuse", payout.pk), "€144.14", refusal="other", correction="A wrong name.")

        made = Correction.objects.get()
        assert (made.corrected.kind, made.correction.kind, made.by) == ("payout.prepared", "payout.refused", ode)
        for one, other in ((made.corrected_id, made.correction_id), (made.correction_id, made.corrected_id)):
            page = client.get(address(Entry, "change", one)).content.decode()
            assert address(Entry, "change", other) in page
        told = Entry.objects.get(kind="entry.corrected")
        assert (told.subject_id, told.body["correction"]) == (made.corrected_id, str(made.correction_id))
        assert "A wrong name." not in bytes(told.leaf).decode()


class TestFigure:
    def test_does_nothing_until_it_is_typed_as_shown(self, paid, ode):  # noqa: F811
        batch, client = Batch.objects.get(), browser(ode)
        form = {"quantity_g": "1000", "reason": "A wrong meter.", "occurred_at": "2026-03-02 12:00"}
        where = address(Batch, "reverse", batch.pk)

        shown, wrong = confirmed(client, where, "2 kg CO₂e", **form)
        assert "cancelled" in shown.content.decode()
        assert "was not typed as" in wrong.content.decode()
        assert not batch.reversals.exists()
        confirmed(client, where, "1 kg CO₂e", **form)

        assert batch.reversals.get().quantity_g == 1_000
        assert Claim.objects.get(pk=batch.claim_id).state == "partly_reversed"

    def test_is_asked_again_when_the_answers_changed(self, paid, ode):  # noqa: F811
        batch, client = Batch.objects.get(), browser(ode)
        form = {"quantity_g": "1000", "reason": "A wrong meter.", "occurred_at": "2026-03-02 12:00"}
        where = address(Batch, "reverse", batch.pk)
        seal = re.search(rb'name="shown" value="([0-9a-f]*)"', client.post(where, form).content)[1].decode()

        again = client.post(where, {**form, "quantity_g": "2000", "shown": seal, "typed": "2 kg CO₂e"})

        assert again.status_code == 200
        assert not batch.reversals.exists()

    def test_shows_without_keeping_anything(self, paid, ode):  # noqa: F811
        before = Entry.objects.count()
        form = {"quantity_g": "1000", "reason": "A wrong meter.", "occurred_at": "2026-03-02 12:00"}

        browser(ode).post(address(Batch, "reverse", Batch.objects.get().pk), form)

        assert (Entry.objects.count(), Correction.objects.count()) == (before, 0)


class TestButtons:
    def test_say_what_is_refused_and_change_nothing(self, paid, ode):  # noqa: F811
        payout = Payout.objects.get()

        answer = browser(ode).post(address(Payout, "retry", payout.pk), {"correction": "Why not."})

        assert answer.status_code == 400
        assert b"retry does not follow" in answer.content
        payout.refresh_from_db()
        assert payout.state == "prepared"

    def test_say_so_before_the_figure_is_asked_for(self, paid, ode):  # noqa: F811
        form = {"cents": "99999.00", "bank_reference": "X 9", "reason": "Asked for."}

        answer = browser(ode).post(address(Receipt, "refund", Receipt.objects.get().pk), form)

        assert answer.status_code == 400
        assert b'name="shown"' not in answer.content

    def test_record_money_that_arrived_from_a_collective_named_by_hand(self, paid, ode):  # noqa: F811
        people.collective("Water Works")
        form = {"cents": "12.50", "bank_reference": "X 1", "source": "grant", "payer": "water works"}

        answer = browser(ode).post(address(type(paid), "grant", paid.pk), form | {"arrived_at": "2026-03-01 12:00"})

        assert answer.status_code == 302, answer.content
        assert Receipt.objects.get(bank_reference="X 1").cents == 1_250

    @pytest.mark.parametrize("payer", ["Nobody At All", "00000000-0000-7000-8000-000000000000", "Twins"])
    def test_ask_again_for_a_payer_who_is_none_or_two(self, paid, ode, payer):  # noqa: F811
        people.collective("Twins")
        people.collective("Twins")
        form = {"cents": "12.50", "bank_reference": "X 1", "source": "grant", "payer": payer}

        answer = browser(ode).post(address(type(paid), "grant", paid.pk), form | {"arrived_at": "2026-03-01 12:00"})

        assert answer.status_code == 400

    @pytest.mark.parametrize("cents", ["0", "-1", "1.005", "NaN", "1e40", "plenty"])
    def test_refuse_what_is_no_amount(self, paid, ode, cents):  # noqa: F811
        form = {"cents": cents, "bank_reference": "X 2", "reason": "Asked for."}

        answer = browser(ode).post(address(Receipt, "refund", Receipt.objects.get().pk), form)

        assert answer.status_code == 400

    def test_are_not_for_others(self, paid):  # noqa: F811
        answer = browser(people.person("Asha")).post(address(Payout, "send", Payout.objects.get().pk))

        assert answer.status_code == 302
        assert Payout.objects.get().state == "prepared"


class TestEntry:
    def test_offers_what_puts_it_right_and_says_why_where_nothing_does(self, paid, ode):  # noqa: F811
        client, payout = browser(ode), Payout.objects.get()
        prepared = Entry.objects.get(kind="payout.prepared")
        funded = Entry.objects.filter(kind="batch.funded").first()

        assert (
            address(Payout, "refuse", payout.pk) in client.get(address(Entry, "change", prepared.pk)).content.decode()
        )
        assert "Retired tokens stay retired" in client.get(address(Entry, "change", funded.pk)).content.decode()
