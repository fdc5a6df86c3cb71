"""Statements: the balance is right on every page and in the file; portfolios and funds add up."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.plumbing import transactions
from ledger.actions import payouts, retirements
from ledger.models import Account, Batch, Payout
from ledger.queries import statements
from ledger.queries.funds import money_of
from tests.factories import funds, people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt_account() -> Account:
    """A grant of 1,000 euro that paid for three batches."""
    fund = funds.fund()
    funds.price(fund)
    receipt = funds.grant(fund)
    for name in ("Asha", "Bela", "Emre"):
        funds.issued(name)
    return Account.objects.get(subject_id=receipt.pk)


def rows(answer):
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


class TestPage:
    def test_has_the_balance_after_each_line_on_every_page_both_ways(self, receipt_account):
        whole = [(line.transfer.pk, line.balance) for line in statements.whole(receipt_account)][::-1]
        forward, cursor = [], None
        while True:
            page = statements.page(receipt_account, cursor=cursor, size=1)
            forward += [(line.transfer.pk, line.balance) for line in page.lines]
            if page.next is None:
                break
            cursor = page.next
        back = statements.page(receipt_account, cursor=page.previous, size=1)

        assert forward == whole
        assert [balance for _, balance in whole] == [56_758, 71_172, 85_586, 100_000]
        assert page.opening == 0
        assert [(line.transfer.pk, line.balance) for line in back.lines] == [whole[-2]]

    def test_counts_no_hold_before_it_is_posted_and_none_that_was_voided(self, receipt_account):
        asha = people.person("Asha")
        payable = Account.objects.get(holder=asha, purpose="payable")
        payout = Payout.objects.get(claimant=asha)
        with transactions.edge():
            payouts.refuse(by=people.operator(), payout=payout, refusal="other")

        lines = statements.page(payable).lines

        assert [(line.transfer.phase, line.balance) for line in lines] == [
            ("void", 14_414), ("held", 14_414), ("posted", 14_414),
        ]  # fmt: skip

    def test_of_a_source_has_no_balance(self):
        funds.grant(funds.fund())
        world = Account.objects.get(purpose="world")

        assert [line.balance for line in statements.page(world).lines] == [None]
        assert "Balance" not in visit(browser(), reverse("account", args=[world.pk])).text

    def test_asks_no_more_for_a_longer_statement(self, receipt_account):
        address = reverse("account", args=[receipt_account.pk])
        with CaptureQueriesContext(connection) as few:
            visit(browser(), address)
        funds.issued("Asha")
        with CaptureQueriesContext(connection) as more:
            visit(browser(), address)

        assert len(more) == len(few)


class TestCsv:
    def test_is_the_whole_statement_oldest_first(self, receipt_account):
        lines = rows(browser().get(reverse("statement_csv", args=[receipt_account.pk])))

        assert [line["balance"] for line in lines] == ["100000", "85586", "71172", "56758"]
        assert [line["in"] for line in lines] == ["100000", "", "", ""]


class TestFund:
    def test_money_is_somewhere_to_the_cent(self, receipt_account):
        fund = funds.fund()
        first, second, _ = Payout.objects.order_by("id")
        with transactions.edge():
            payouts.confirm(by=people.operator(), payout=first, bank_reference="OUT 1")
            payouts.refuse(by=people.operator(), payout=second, refusal="other")

        money = money_of(fund)

        assert (money.came_in, money.available) == (100_000, 56_758)
        assert (money.payable, money.held, money.paid) == (14_414, 14_414, 14_414)
        assert money.adds_up
        assert "add up to what came in, to the cent" in visit(browser(), reverse("fund", args=[fund.pk])).text

    def test_links_each_purchase_to_claim_and_entry(self, receipt_account):
        batch = Batch.objects.first()
        funding = batch.fundings.get()

        for name in ("fund", "fund_fundings"):
            page = visit(browser(), reverse(name, args=[funds.fund().pk]))
            assert reverse("entry", args=[funding.pk]) in page.links
            assert reverse("claim", args=[batch.claim.reference]) in page.links

    def test_says_what_is_announced(self):
        fund = funds.fund()
        funds.price(fund)
        funds.price(fund, 9_000, family="cooking", applies_from=funds.PAST_THE_WINDOW.replace(year=2099))

        page = visit(browser(), reverse("fund", args=[fund.pk]))

        assert "in force" in page.text
        assert "announced" in page.text


class TestPortfolio:
    @pytest.fixture
    def funmi(self):
        funmi, fund = people.person("Funmi"), funds.fund()
        funds.price(fund)
        funds.arrival(funds.pledge(funmi, fund, 8_000))
        return funmi

    def test_shows_which_tokens_were_paid_for_and_which_retired(self, funmi):
        batch = funds.issued("Asha")
        with transactions.edge():
            retirements.retire(by=funmi, acting_for=funmi, batch=batch, quantity_g=250_000)

        page = visit(browser(funmi), reverse("portfolio"))
        (line,) = rows(browser(funmi).get(reverse("portfolio_csv")))

        assert "750 kg CO₂e usable" in page.text
        assert "250 kg CO₂e retired" in page.text
        assert (line["grams"], line["cents"], line["retired_grams_of_batch"]) == ("1000000", "8000", "250000")
        assert line["claim"] == batch.claim.reference

    def test_is_ones_own(self, funmi):
        funds.issued("Asha")

        assert "usable" not in visit(browser(people.person("Chidi")), reverse("portfolio")).text
        assert browser().get(reverse("portfolio")).status_code == 302


class TestRetire:
    def test_is_shown_once_more_before_it_is_final(self):
        asha = people.person("Asha")
        batch = funds.issued("Asha")
        held = Account.objects.get(holder=asha, purpose="held", subject_id=batch.pk)
        address, client = reverse("retire", args=[held.pk]), browser(asha)
        given = {
            "quantity": "1 kg",
            "beneficiary": "Rhondda School",
            "kind": "organisation",
            "place": "Wales",
            "key": "k",
        }

        asked = client.post(address, given)
        assert b"This is final" in asked.content
        assert not batch.retirements.exists()
        made = client.post(address, given | {"confirm": "yes"})

        page = visit(browser(), made.url)
        assert "for Rhondda School , on" in page.text
        assert "The entry that retired them" in page.text
        assert batch.retirements.get().place.name == "Wales"

    def test_asks_whether_a_name_may_be_public(self):
        asha = people.person("Asha")
        batch = funds.issued("Asha")
        held = Account.objects.get(holder=asha, purpose="held", subject_id=batch.pk)

        answer = browser(asha).post(
            reverse("retire", args=[held.pk]), {"quantity": "1 kg", "beneficiary": "B", "key": "k"}
        )

        assert answer.status_code == 400
        assert b"Say whether that may be public" in answer.content
