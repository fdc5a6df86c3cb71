"""Pledging in a browser: one page, one look, one certificate."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commons.models import Agent
from ledger.models import Fund, Pledge
from tests.factories import funds, people
from tests.pages import Page, browser, send, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return funds.fund()


def terms(**changes):
    soon = timezone.localdate() + timedelta(days=14)
    return {"amount": "50", "cadence": "once", "starts_on": soon, "key": "k", **changes}


def certificate(pledge):
    return reverse("pledge", args=[pledge.reference])


class TestPledge:
    def test_is_asked_with_nothing_chosen_and_the_recipient_named(self, fund):
        page = visit(browser(people.person("Funmi")), reverse("pledge_to", args=[fund.pk]))

        assert "Pledge to Climate Fund" in page.text
        assert not re.search(r"<input[^>]* checked", page.html.partition("<main")[2])

    def test_is_checked_in_one_sentence_then_made_once(self, fund):
        client = browser(people.person("Funmi"))
        address = reverse("pledge_to", args=[fund.pk])
        people.place("earth.gb.wls")

        asked = Page(send(client, address, **terms(family="heating", place="Wales")))
        assert not Pledge.objects.exists()
        for _ in range(2):
            made = send(client, address, **terms(family="heating", place="earth.gb.wls", confirm="yes"))

        assert "You pledge €50.00 to Climate Fund for heating in Wales , paid when due on" in asked.text
        assert made.url == certificate(Pledge.objects.get())

    def test_says_at_the_field_what_is_wrong_and_keeps_the_rest(self, fund):
        answer = send(browser(people.person("Funmi")), reverse("pledge_to", args=[fund.pk]), **terms(amount="-5"))

        page = Page(answer)
        assert page.status == 400
        assert "There is a problem" in page.text
        assert page.value("amount") == "-5"

    def test_takes_earmarks_from_the_address_of_claims_like_it(self, fund):
        batch = funds.issued("Asha")
        query = f"?family=heating&place=earth.gb.wls.rct&vintage=2025&like={batch.claim.reference}"

        chosen = browser(people.person("Funmi")).get(reverse("pledge_new") + query)
        page = visit(browser(people.person("Funmi")), chosen.url)

        assert page.value("vintage_from") == "2025"
        assert '<option value="heating" selected>' in page.html
        assert batch.claim.reference in page.text

    def test_runs_until_it_is_cancelled_with_two_clicks(self, fund):
        funmi = people.person("Funmi")
        client = browser(funmi)
        send(client, reverse("pledge_to", args=[fund.pk]), **terms(cadence="monthly", confirm="yes"))
        pledge = Pledge.objects.get()

        page = visit(client, certificate(pledge))
        cancel = reverse("pledge_cancel", args=[pledge.reference])
        assert cancel in page.links
        assert "every month" in page.text
        visit(client, cancel)
        assert send(client, cancel, sure="yes").url == certificate(pledge)

        assert "cancelled" in visit(client, certificate(pledge)).text

    def test_of_a_collective_is_its_stewards_to_make(self, fund):
        bela = people.person("Bela")
        utility = people.collective("Water utility", steward=people.person("Asha"), members=(bela,))
        client = browser(bela)
        send(client, reverse("acting"), agent=str(utility.pk))

        answer = send(client, reverse("pledge_to", args=[fund.pk]), **terms(confirm="yes"))

        assert answer.status_code == 400
        assert not Pledge.objects.exists()


class TestCertificate:
    def test_is_open_to_anybody_and_names_no_person(self, fund):
        pledge = funds.pledge(people.person("Funmi"), fund, benefit="Our river is cleaner.")

        page, own = visit(browser(), certificate(pledge)), visit(browser(people.person("Funmi")), certificate(pledge))

        assert "Funmi" not in page.text
        assert "river" not in page.text
        assert pledge.bank_reference not in page.text
        assert pledge.bank_reference in own.text
        assert "river" in own.text

    @pytest.mark.parametrize(
        ("days", "cents", "state"),
        [(14, 0, "pending"), (-1, 0, "due"), (-1, 500, "received"), (-1, 1_000, "fulfilled")],
    )
    def test_says_where_it_stands(self, fund, days, cents, state):
        starts_on = timezone.localdate() + timedelta(days=days)
        pledge = funds.pledge(people.person("Funmi"), fund, 500, cadence="yearly", cap_cents=1_000, starts_on=starts_on)
        if cents:
            funds.arrival(pledge, cents)

        assert f"State {state}" in visit(browser(), certificate(pledge)).text

    @pytest.mark.parametrize("reference", ["P-999", "P-x", "P-" + "9" * 30, "999"])
    def test_of_nothing_is_no_page(self, reference):
        visit(browser(), reverse("pledge", args=[reference]), status=404)

    def test_leaves_cancelling_to_the_funder(self, fund):
        pledge = funds.pledge(people.person("Funmi"), fund)
        address = reverse("pledge_cancel", args=[pledge.reference])

        visit(browser(people.person("Chidi")), address, status=404)
        assert send(browser(people.person("Chidi")), address, sure="yes").status_code == 404

        assert Pledge.objects.get().state == "active"
        assert Agent.objects.filter(name="Funmi").exists()
