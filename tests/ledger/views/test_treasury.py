"""A treasurer's desk: payouts settled, receipts booked, and closed to everybody else."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import BankAccount, Fund, Payout, Receipt
from tests.factories import funds, people
from tests.pages import Page, browser, send, visit

pytestmark = pytest.mark.django_db
DESK = ("treasury", "treasury_csv", "treasury_receive", "treasury_import", "treasury_terms")
GERMAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def fund() -> Fund:
    """A fund with a treasurer, Tariq, and a payout of 144.14 euro to Asha."""
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund)
    funds.issued("Asha")
    funds.treasurer(fund)
    return fund


@pytest.fixture
def tariq(fund):
    return browser(people.person("Tariq"))


def at(name, fund, *more):
    return reverse(name, args=[fund.pk, *more])


def rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


class TestDesk:
    @pytest.mark.parametrize("name", DESK)
    def test_is_no_page_for_those_who_do_not_book_for_this_fund(self, fund, name):
        other = funds.treasurer(funds.fund("River Fund"), "Rosa")
        for person in (other, people.person("Asha"), people.person("Chidi")):
            assert browser(person).get(at(name, fund)).status_code == 404

        assert browser(people.person("Tariq")).get(at(name, fund)).status_code == 200
        assert browser().get(at(name, fund)).status_code == 302

    def test_shows_what_waits_for_bank_details(self, fund, tariq):
        assert "waits for bank details" in visit(tariq, at("treasury", fund)).text

        funds.bank_account(people.person("Asha"))

        assert "waits for bank details" not in visit(tariq, at("treasury", fund)).text

    def test_asks_as_many_queries_for_many_payouts_as_for_one(self, fund, tariq):
        visit(tariq, at("treasury", fund))
        with CaptureQueriesContext(connection) as few:
            visit(tariq, at("treasury", fund))
        for name in ("Bela", "Emre"):
            funds.bank_account(people.person(name))
            funds.issued(name)

        with CaptureQueriesContext(connection) as more:
            visit(tariq, at("treasury", fund))

        assert len(more) == len(few)


class TestPayouts:
    def test_go_from_the_file_to_the_bank_to_paid(self, fund, tariq):
        funds.bank_account(people.person("Asha"))
        payout = Payout.objects.get()

        (line,) = rows(tariq.get(at("treasury_csv", fund)))
        send(tariq, at("treasury_sent", fund), payout=line["payout"])
        address = at("treasury_payout", fund, payout.pk)
        send(tariq, address, verb="confirm", **{"confirm-bank_reference": "OUT 1"})

        payout.refresh_from_db()
        assert (line["iban"], line["amount"], payout.state) == ("GB82WEST12345698765432", "144.14", "paid")

    def test_that_a_bank_refused_say_what_to_do_and_go_again_once_it_is_done(self, fund, tariq):
        asha = browser(people.person("Asha"))
        send(
            tariq,
            at("treasury_payout", fund, Payout.objects.get().pk),
            verb="refuse",
            **{"refuse-refusal": "account_closed"},
        )

        page = visit(asha, reverse("payouts"))
        assert "Give another; then it is sent again by itself." in page.text
        send(asha, reverse("payout_details"), holder_name="Asha", iban=GERMAN)
        funds.run()

        assert list(Payout.objects.order_by("id").values_list("state", flat=True)) == ["retried", "prepared"]

    def test_of_another_fund_are_not_on_this_desk(self, fund):
        other = funds.fund("River Fund")
        rosa = browser(funds.treasurer(other, "Rosa"))

        visit(rosa, at("treasury_payout", other, Payout.objects.get().pk), status=404)
        send(rosa, at("treasury_sent", other), payout=str(Payout.objects.get().pk))

        assert Payout.objects.get().state == "prepared"


class TestReceipts:
    def test_are_booked_by_the_reference_that_the_payer_gave(self, fund, tariq):
        pledge = funds.pledge(people.person("Funmi"), fund, 5_000)

        answer = send(
            tariq, at("treasury_receive", fund), cents="50", arrived_on="2026-02-01", bank_reference="IN 1",
            pledge=pledge.bank_reference,
        )  # fmt: skip

        receipt = Receipt.objects.get(pledge=pledge)
        assert answer.url == reverse("receipt", args=[receipt.pk])
        assert receipt.cents == 5_000

    def test_of_nobody_in_particular_are_asked_about(self, fund, tariq):
        page = Page(
            send(tariq, at("treasury_receive", fund), cents="50", arrived_on="2026-02-01", bank_reference="IN 1")
        )

        assert page.status == 400
        assert "Give the pledge, or else" in page.text

    def test_are_read_from_a_file_with_a_report(self, fund, tariq):
        pledge = funds.pledge(people.person("Funmi"), fund, 5_000)
        text = (
            "fund,source,payer,pledge,amount,bank_reference,arrived_on\n"
            f"Climate Fund,pledge,,{pledge.reference},50.00,IN 1,2026-02-01\n"
            "Climate Fund,pledge,,P-9,50.00,IN 2,2026-02-01\n"
        )
        upload = SimpleUploadedFile("march.csv", text.encode())

        page = Page(tariq.post(at("treasury_import", fund), {"file": upload}))

        assert "Booked 1, €50.00" in page.text
        assert "the reference or id of a pledge" in page.text


class TestTerms:
    def test_are_shown_to_who_pledges(self, fund, tariq):
        pledge = funds.pledge(people.person("Funmi"), fund)

        send(
            tariq, at("treasury_terms", fund), account_holder="Climate Fund", iban=funds.IBAN, minimum_payout_cents="10"
        )
        page = visit(browser(people.person("Funmi")), reverse("pledge", args=[pledge.reference]))

        assert funds.IBAN in page.text
        assert Fund.objects.get().minimum_payout_cents == 1_000


class TestBankDetails:
    def test_are_asked_for_by_their_check_digits(self):
        asha = browser(people.person("Asha"))

        page = Page(send(asha, reverse("payout_details"), holder_name="Asha", iban="DE89 3704 0044 0532 0130 01"))
        send(asha, reverse("payout_details"), holder_name="Asha", iban=GERMAN)

        assert "check digits" in page.text
        assert BankAccount.objects.get().iban == GERMAN.replace(" ", "")
        assert "DE89 … 3000" in visit(asha, reverse("payouts")).text
        assert "37040044" not in visit(asha, reverse("payouts")).html
