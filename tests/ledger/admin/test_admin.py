"""The admin: what may be looked at, that nothing can be edited, and the buttons."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import User
from ledger.models import Batch, Claim, Entry, Payout, Receipt, Run
from tests.factories import claims, funds, people
from tests.pages import browser

pytestmark = pytest.mark.django_db

LEFT_OUT = {"Extent", "Notice", "LeafIndex", "PendingLeaf"}
OURS = [model for app in ("commons", "ledger") for model in apps.get_app_config(app).get_models()]
REGISTERED = [model for model in OURS if model in admin.site._registry]


@pytest.fixture
def ode():
    return people.operator()


@pytest.fixture
def paid(ode):
    """A fund that paid for a claim; the payout is prepared."""
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund, 20_000)
    funds.issued("Asha")
    return fund


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class TestEveryModel:
    def test_is_registered_or_left_out_on_purpose(self):
        assert {model.__name__ for model in OURS if model not in REGISTERED} == LEFT_OUT

    @pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
    def test_is_listed_and_searched_for_a_superuser_in_a_few_queries(self, paid, ode, model):
        User.objects.filter(agent=ode).update(is_superuser=True)
        client = browser(ode)

        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model)).status_code == 200
        assert len(queries) < 20
        searched = client.get(address(model), {"q": "00000000-0000-7000-8000-000000000000"})
        assert searched.status_code == 200
        if row := model.objects.first():
            assert client.get(address(model, "change", row.pk)).status_code == 200

    @pytest.mark.parametrize("model", [m for m in REGISTERED if m is not User], ids=lambda model: model.__name__)
    def test_cannot_be_added_changed_or_deleted_even_by_a_superuser(self, paid, ode, model):
        User.objects.filter(agent=ode).update(is_superuser=True)
        client = browser(ode)

        assert client.get(address(model, "add")).status_code == 403
        if row := model.objects.first():
            assert client.post(address(model, "change", row.pk), {"_save": "1"}).status_code == 403
            assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert b'name="action"' not in client.get(address(model)).content

    def test_is_closed_to_those_who_are_no_operators(self, paid):
        for client in (browser(), browser(people.person("Asha"))):
            assert client.get(address(Claim)).status_code == 302


class TestLists:
    def test_cost_no_more_queries_with_more_rows(self, ode):
        claims.submitted(people.person("Asha"))
        few = [self.count(ode, model) for model in (Claim, Entry)]
        for _ in range(4):
            claims.submitted(people.person("Bela"))

        assert [self.count(ode, model) for model in (Claim, Entry)] == few

    @staticmethod
    def count(who, model):
        client = browser(who)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(model))
        return len(queries)


class TestReconcileNow:
    def test_does_what_is_due_and_shows_the_run_with_its_proof(self, ode):
        claims.approve(claims.in_review(people.person("Asha"), verifier=people.person("Dara")), people.person("Dara"))

        answer = browser(ode).post(reverse("admin:ledger_run_now"), follow=True)

        run = Run.objects.get()
        assert (run.trigger, run.started_by, run.proof["conserved"]) == ("admin", ode, True)
        assert Batch.objects.exists()
        assert b"Everything adds up" in answer.content
        assert b"issued" in browser(ode).get(address(Run, "change", run.pk)).content

    def test_is_a_post_of_an_operator(self, ode):
        assert browser(ode).get(reverse("admin:ledger_run_now")).status_code == 405
        assert browser(people.person("Asha")).post(reverse("admin:ledger_run_now")).status_code == 302
        assert browser(ode, enforce_csrf_checks=True).post(reverse("admin:ledger_run_now")).status_code == 403
        assert not Run.objects.exists()


class TestButtons:
    def test_take_a_payout_from_the_bank_to_its_end(self, paid, ode):
        payout = Payout.objects.get()
        client = browser(ode)
        change = address(Payout, "change", payout.pk)

        assert address(Payout, "send", payout.pk) in client.get(change).content.decode()
        client.post(address(Payout, "send", payout.pk))
        client.post(address(Payout, "refuse", payout.pk), {"refusal": "account_closed"})
        client.post(address(Payout, "retry", payout.pk))

        payout.refresh_from_db()
        assert payout.state == "retried"
        assert address(Payout, "send", payout.pk) not in client.get(change).content.decode()

    def test_say_what_is_refused_and_change_nothing(self, paid, ode):
        payout = Payout.objects.get()

        answer = browser(ode).post(address(Payout, "retry", payout.pk))

        assert answer.status_code == 400
        assert b"retry does not follow" in answer.content
        payout.refresh_from_db()
        assert payout.state == "prepared"

    def test_record_money_that_arrived(self, paid, ode):
        payer = people.collective("Water Works")
        form = {"cents": "12.50", "bank_reference": "X 1", "source": "grant", "payer": payer.pk}
        form |= {"arrived_at_0": "2026-03-01", "arrived_at": "2026-03-01 12:00"}

        answer = browser(ode).post(address(type(paid), "grant", paid.pk), form)

        assert answer.status_code == 302, answer.content
        assert Receipt.objects.get(bank_reference="X 1").cents == 1_250

    @pytest.mark.parametrize("cents", ["0", "-1", "1.005", "NaN", "1e40", "plenty"])
    def test_refuse_what_is_no_amount(self, paid, ode, cents):
        form = {"cents": cents, "bank_reference": "X 2", "reason": "Asked for."}

        answer = browser(ode).post(address(Receipt, "refund", Receipt.objects.get().pk), form)

        assert answer.status_code == 400

    def test_reverse_a_batch(self, paid, ode):
        batch = Batch.objects.get()
        form = {"quantity_g": "1000", "reason": "A wrong meter.", "occurred_at": "2026-03-02 12:00"}

        browser(ode).post(address(Batch, "reverse", batch.pk), form)

        assert batch.reversals.get().quantity_g == 1_000
        assert Claim.objects.get(pk=batch.claim_id).state == "partly_reversed"

    def test_are_not_for_others(self, paid):
        answer = browser(people.person("Asha")).post(address(Payout, "send", Payout.objects.get().pk))

        assert answer.status_code == 302
        assert Payout.objects.get().state == "prepared"
