"""Four stories in a real browser, by the words on the page; and at each of them a stranger, a second later."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.plumbing import transactions
from ledger.actions import payouts, reconciliation, verifications
from ledger.models import Claim, Entry, Payout
from tests.factories import claims, files, funds, people

# Two months later the time for objections is over.
LATER = timedelta(days=60)
NOT_THERE = "There is no such page"


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def follow(page: Page, label: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=label).first.click()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """The page that is open has this as its heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def refused(page: Page, address: str) -> None:
    """To whoever sits there, there is no such page."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    heading(page, NOT_THERE)


def drawn() -> None:
    """What the worker does each minute."""
    with transactions.edge():
        verifications.assign_due(at=timezone.now())


def reconciled() -> None:
    """What the worker does two months later."""
    reconciliation.run(at=timezone.now() + LATER)
    cache.clear()


class TestAPerson:
    def test_signs_up_files_a_claim_and_sees_it_verified_and_funded(self, sits_down):
        funds.grant(funds.fund(), 100_000)
        gita = sits_down()

        self.signs_up(gita)
        self.files(gita)
        claim = Claim.objects.get()
        expect(gita.get_by_text(claim.reference).first).to_be_visible()
        drawn()
        claims.approve(Claim.objects.get(), people.person("Dara"), at=timezone.now())
        reconciled()

        gita.goto(f"/claims/{claim.reference}/")
        expect(gita.locator("main")).to_contain_text("€144.14")
        expect(gita.locator("main")).to_contain_text("Climate Fund")
        refused(sits_down(people.person("Chidi")), f"/claims/{claim.reference}/filed/")

    @staticmethod
    def signs_up(gita: Page) -> None:
        gita.goto("/")
        follow(gita, "Log in")
        follow(gita, "Sign up")
        gita.get_by_label("Name").fill("Gita")
        gita.get_by_label(re.compile("^E-?mail")).fill("gita@valleys.example")
        for field in gita.get_by_label(re.compile("^Password")).all():
            field.fill("a long one for the valleys")
        gita.get_by_role("button", name=re.compile("^sign up$", re.IGNORECASE)).click()

    @staticmethod
    def files(gita: Page) -> None:
        gita.goto("/claims/new/")
        follow(gita, "Start now")
        gita.get_by_label("A heat pump heats in place of a boiler").check()
        press(gita, "Save and go on")
        follow(gita, "What makes the effect, and where")
        gita.get_by_label("What do you call it?").fill("Cellar")
        gita.get_by_label("Where is it?").fill("Rhondda Cynon Taf")
        gita.get_by_label("Its number").fill("HM 1")
        press(gita, "Save and go on")
        gita.get_by_label("First day").fill("2025-01-01")
        gita.get_by_label("Last day").fill("2025-12-31")
        for name, value in claims.HEAT_PUMP.items():
            field = gita.locator(f"[name='inputs.{name}']")
            choose = field.evaluate("field => field.tagName") == "SELECT"
            field.select_option(value) if choose else field.fill(value)
        press(gita, "Save and go on")
        gita.get_by_label("Meters or records").check()
        gita.get_by_label("Add a file").set_input_files(
            {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
        )
        press(gita, "Save and go on")
        expect(gita.locator("main")).to_contain_text("1.802 t CO₂e")
        gita.get_by_label("What stands above is true").check()
        press(gita, "File the claim")
        heading(gita, "Your claim is filed")


class TestAVerifier:
    def test_works_the_queue(self, sits_down):
        claim = claims.submitted(people.person("Bela"), at=timezone.now())
        drawn()
        dara, chidi = sits_down(people.person("Dara")), sits_down(people.person("Chidi"))
        claim = Claim.objects.get(pk=claim.pk)

        dara.goto("/verifying/")
        follow(dara, claim.reference)
        press(dara, "I have no part in it: open it")
        heading(dara, re.compile(f"Verify {claim.reference}"))
        for criterion in dara.get_by_role("group").filter(has=dara.get_by_label("Met", exact=True)).all():
            criterion.get_by_label("Met", exact=True).check()
        dara.get_by_label("Approve the claim").check()
        dara.get_by_label("Reasons").fill("As metered.")
        press(dara, "Decide")

        expect(dara.locator("main")).to_contain_text("verified")
        assert Claim.objects.get().state == "verified"
        dara.goto("/verifying/")
        expect(dara.locator("main")).to_contain_text("Nothing waits for you")
        refused(chidi, f"/claims/{claim.reference}/verify/")


class TestAFunder:
    def test_finds_claims_near_a_place_pledges_and_follows_the_money_to_the_token(self, sits_down):
        fund = funds.fund()
        due = funds.due("Bela")
        page, chidi = sits_down(people.person("Funmi")), sits_down(people.person("Chidi"))

        page.goto("/")
        page.get_by_role("search").get_by_label("Where").fill("Rhondda Cynon Taf")
        press(page, "Search")
        follow(page, re.compile(Claim.objects.get(pk=due.pk).reference))
        expect(page).to_have_title(re.compile(Claim.objects.get(pk=due.pk).reference))
        page.goto(f"/funds/{fund.pk}/pledge/")
        page.get_by_label("Amount").fill("200")
        page.get_by_label("Once").check()
        press(page, "Check it")
        press(page, "Pledge")
        heading(page, re.compile("Pledge .* to Climate Fund"))
        certificate = page.url
        funds.arrival(fund.pledges.get(), 20_000)
        reconciled()

        page.goto("/portfolio/")
        expect(page.locator("main")).to_contain_text("€200")
        page.goto(certificate)
        follow(page, re.compile("to the last token"))
        expect(page.locator("main")).to_contain_text("1.802 t")
        follow(page, re.compile(Claim.objects.get(pk=due.pk).reference))
        expect(page.locator("main")).to_contain_text("€144.14")
        refused(chidi, f"{certificate}cancel/")


class TestAnOperator:
    @pytest.fixture
    def stuck(self, town) -> Payout:
        """A payout of 144.14 euro to Bela whose account was closed."""
        funds.grant(funds.fund(), 100_000)
        funds.issued("Bela")
        with transactions.edge():
            return payouts.refuse(by=people.operator(), payout=Payout.objects.get(), refusal="account_closed")

    def test_finds_a_stuck_payout_and_corrects_it(self, stuck, sits_down):
        ode, chidi = sits_down(people.operator()), sits_down(people.person("Chidi"))

        ode.goto("/admin/")
        follow(ode, re.compile("refused", re.IGNORECASE))
        follow(ode, re.compile("144.14"))
        ode.get_by_label("Why it is put right").fill("Bela gave another account.")
        press(ode, "Try again")

        assert Payout.objects.get(pk=stuck.pk).state == "retried"
        assert Entry.objects.filter(kind="entry.corrected").exists()
        reconciled()
        assert Payout.objects.get(state="prepared").cents == stuck.cents
        chidi.goto(f"/admin/ledger/payout/{stuck.pk}/retry/")
        heading(chidi, re.compile("Log in|may not", re.IGNORECASE))
