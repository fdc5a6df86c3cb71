"""Reconciliation in the admin: what is due, asking a worker for a run, watching it, and the proof."""

import uuid

import pytest
from celery import current_app
from django.urls import reverse

from ledger.models import Batch, Run
from ledger.tasks import reconcile_asked
from tests.factories import funds, people
from tests.ledger.admin.test_admin import address, ode  # noqa: F401  (a fixture)
from tests.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch):
    """Tasks run where they are asked for."""
    monkeypatch.setitem(current_app.conf, "task_always_eager", True)


class TestAsk:
    def test_lets_a_worker_do_what_is_due_and_shows_how_it_went(self, ode, here):  # noqa: F811
        funds.due("Asha")

        asked = browser(ode).post(reverse("admin:ledger_run_now"))
        watched = browser(ode).get(asked.url).content.decode()

        run = Run.objects.get()
        assert (run.trigger, run.started_by, run.proof["conserved"]) == ("admin", ode, True)
        assert Batch.objects.exists()
        assert "Both sides are equal" in watched
        assert "hx-trigger" not in watched
        assert "Issued" in browser(ode).get(address(Run, "change", run.pk)).content.decode()

    def test_is_a_post_of_an_operator(self, ode, here):  # noqa: F811
        now = reverse("admin:ledger_run_now")

        assert browser(ode).get(now).status_code == 405
        assert browser(people.person("Asha")).post(now).status_code == 302
        assert browser(ode, enforce_csrf_checks=True).post(now).status_code == 403
        assert not Run.objects.exists()

    def test_says_so_where_no_worker_can_be_asked(self, ode, monkeypatch):  # noqa: F811
        monkeypatch.setitem(current_app.conf, "broker_write_url", "redis+socket:///nowhere/valkey.sock")
        monkeypatch.setattr(current_app, "_pool", None)
        monkeypatch.setattr(current_app.amqp, "_producer_pool", None)

        answer = browser(ode).post(reverse("admin:ledger_run_now"), follow=True)

        assert "The broker does not answer" in answer.content.decode()
        assert not Run.objects.exists()

    def test_is_done_once_when_the_message_comes_twice(self, ode):  # noqa: F811
        run = str(uuid.uuid4())
        for _ in range(2):
            reconcile_asked(run, str(ode.pk))

        assert str(Run.objects.get().pk) == run


class TestProgress:
    def test_waits_with_and_without_scripts_until_a_worker_takes_it(self, ode):  # noqa: F811
        where = reverse("admin:ledger_run_progress", args=[uuid.uuid4()])

        page = browser(ode).get(where).content.decode()
        piece = browser(ode).get(where, headers={"HX-Request": "true"}).content.decode()

        assert "No worker has taken it yet" in page
        assert f'hx-get="{where}"' in page
        assert f'<a class="way" href="{where}">Look again</a>' in page
        assert "<html" not in piece


class TestReconciliation:
    def test_lays_out_what_is_due_and_the_proof(self, ode):  # noqa: F811
        funds.due("Asha")

        page = browser(ode).get(reverse("admin:ledger_run_reconciliation")).content.decode()

        assert "<b>1</b>" in page.replace("\n", "")
        assert "Both sides are equal." in page
