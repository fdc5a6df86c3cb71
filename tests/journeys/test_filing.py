"""Asha signs up, files a heat pump, sees it verified, funded and on its way to be paid; through real forms."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from commons.models import Agent, User
from config.plumbing import transactions
from ledger.actions import verifications
from ledger.models import Claim
from tests.factories import claims, funds, people
from tests.factories.claims import HEAT_PUMP
from tests.pages import Page, browser

pytestmark = pytest.mark.django_db
PASSWORD = "a long one for the valleys"


class Person:
    """Somebody at a browser, who follows redirects and sends forms with what is hidden in them."""

    def __init__(self, client: Client):
        self.client, self.at = client, "/"

    def goes(self, address: str) -> Page:
        response = self.client.get(address, follow=True)
        self.at = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.page = Page(response)
        return self.page

    def sends(self, address: str = "", **fields: object) -> Page:
        """The form that is open, with its hidden fields, its token among them."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.page.html))
        response = self.client.post(address or self.at, hidden | fields, follow=True)
        self.at = response.redirect_chain[-1][0] if response.redirect_chain else address or self.at
        self.page = Page(response)
        return self.page


class TestAPersonFiles:
    def test_and_sees_it_verified_and_funded(self):
        cache.clear()
        people.place()
        fund = funds.fund()
        funds.price(fund)
        funds.grant(fund, 100_000)
        dara = people.person("Dara")
        claims.accredit(dara, "heating")
        asha = Person(Client(enforce_csrf_checks=True))

        asha.goes("/accounts/signup/")
        asha.sends(name="Asha", email="asha@valleys.example", password1=PASSWORD, password2=PASSWORD)
        assert User.objects.get(email="asha@valleys.example").agent.name == "Asha"

        who = Agent.objects.get(name="Asha")
        asha.goes(f"/claims/new/?methodology=heat-pump&acting_for={who.pk}")
        assert "What makes the effect?" in asha.page.text
        asha.sends(kind="meter", name="Cellar", place="Rhondda Cynon Taf", identifier="HM 1")
        assert "The figures" in asha.page.text
        figures = {f"inputs.{name}": value for name, value in HEAT_PUMP.items()}
        asha.sends(first_day="2025-01-01", last_day="2025-12-31", tier="measured", **figures)
        claim = Claim.objects.get()
        asha.goes(f"/claims/{claim.reference}/check/")
        asha.sends(true="on")
        assert f"Your reference is {claim.reference}" in asha.page.text

        drawn_and_approved(claim, dara)
        funds.run()

        cache.clear()
        asha.goes(f"/claims/{claim.reference}/")
        assert "issued" in asha.page.text
        assert "€144.14" in asha.page.text
        assert "prepared" in asha.goes("/mine/").text
        assert "1.802 t CO₂e issued as tokens" in Page(browser().get("/")).text


def drawn_and_approved(claim, verifier):
    """As the sweeper and a verifier would, at the time of the factories, so that the window is over."""
    with transactions.edge():
        verifications.assign(claim=claim, at=claims.NOW)
    claims.approve(claim, verifier)


class TestLogIn:
    def test_is_by_a_code_that_comes_by_mail(self, mailoutbox):
        people.person("Asha")
        asha = Person(Client(enforce_csrf_checks=True))

        asha.goes("/accounts/login/code/")
        asha.sends(email="asha@example.org")
        code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[0].body, re.MULTILINE)
        asha.sends(code=code[1])

        assert "Log out" in asha.page.text

    def test_looks_like_the_rest(self):
        for address in ("login/", "signup/", "login/code/", "password/reset/"):
            assert "Allocation" in Person(Client()).goes(f"/accounts/{address}").text

    def test_refuses_a_name_that_deceives(self):
        asha = Person(Client())
        asha.goes("/accounts/signup/")

        page = asha.sends(name="Asha \u202e", email="asha@valleys.example", password1=PASSWORD, password2=PASSWORD)

        assert "a name without control or direction characters" in page.text
        assert not User.objects.filter(email="asha@valleys.example").exists()
