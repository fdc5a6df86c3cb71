"""Erasing oneself: said beforehand, blocked while something is live, typed, and then nothing is left."""

import time

import pytest
from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client

from commons.actions import invitations, notices
from commons.models import Agent, Invitation, User
from config.models import Mail, Notification
from config.plumbing import notifications, transactions
from ledger.actions import payouts
from ledger.models import BankAccount
from tests.factories import claims as factory
from tests.factories import funds, people
from tests.factories.claims import NOW
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db

ADDRESS = "/profile/erase/"


@pytest.fixture
def asha() -> Agent:
    return people.person("Asha")


def just_logged_in(agent: Agent) -> Client:
    """A browser in which somebody with a second factor has just shown it."""
    client = browser(agent)
    session, user = client.session, User.objects.get(agent=agent)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


class TestErase:
    def test_asks_those_with_a_second_factor_for_it_again(self, asha):
        TOTP.activate(User.objects.get(agent=asha), generate_totp_secret())

        assert browser(asha).get(ADDRESS)["Location"].startswith("/accounts/2fa/reauthenticate/")

    def test_says_what_goes_and_what_stays(self, asha):
        factory.submitted(asha)
        people.collective("Alone", steward=asha)

        page = visit(browser(asha), ADDRESS)

        assert "1 claim that is not verified yet is withdrawn" in page.text
        assert "Nobody can act for Alone any more" in page.text
        assert "The lines of the public record" in page.text

    def test_leaves_nothing_that_logs_in_reads_or_is_written_to(self, asha):
        coop = people.collective("Valley Heat", steward=asha)
        with transactions.edge():
            payouts.direct(by=asha, acting_for=asha, holder_name="Asha", iban="GB82WEST12345698765432", at=NOW)
        invitations.invite(by=asha, collective=coop, email="new@example.org", at=NOW)
        notices.tell("seat.drawn", asha.pk, {"reference": "C-1", "grams": 1, "by_when": "2026-03-01"})
        notifications.mail_at_once()
        TOTP.activate(User.objects.get(agent=asha), generate_totp_secret())
        client = just_logged_in(asha)

        answer = send(client, ADDRESS, name=" asha ")

        assert "You are erased" in answer.content.decode()
        asha.refresh_from_db()
        assert asha.erased_at
        letters = Mail.objects.filter(recipient="asha@example.org")
        for rows in (User.objects.filter(email="asha@example.org"), letters, Invitation.objects.exclude(email="")):
            assert not rows.exists(), rows.model
        for model in (Notification, BankAccount, Authenticator, Session):
            assert not model.objects.exists(), model
        assert client.get("/mine/").status_code == 302

    def test_takes_what_they_wrote_out_of_what_others_were_told(self, asha):
        dara = people.person("Dara")
        notices.tell("claim.rejected", asha.pk, {"reference": "C-1", "words": "Never."}, by=dara.pk)

        send(browser(dara), ADDRESS, name="Dara")

        assert Notification.objects.get(kind="claim.rejected").facts["words"] == ""

    def test_wants_the_name_typed(self, asha):
        page = send(browser(asha), ADDRESS, name="Somebody")

        asha.refresh_from_db()
        assert (page.status_code, asha.erased_at) == (400, None)

    @pytest.mark.parametrize("live", ["payout", "collective"])
    def test_is_blocked_while_something_is_live_and_says_what(self, asha, live):
        says = _money_on_its_way() if live == "payout" else _others_need(asha)
        client = browser(asha)

        assert says in visit(client, ADDRESS).text
        send(client, ADDRESS, name="Asha")

        asha.refresh_from_db()
        assert asha.erased_at is None

    def test_is_for_those_who_are_logged_in(self):
        assert browser().get(ADDRESS)["Location"].startswith("/accounts/login/")


def _money_on_its_way() -> str:
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund)
    funds.issued("Asha")
    return "are on their way to you"


def _others_need(asha: Agent) -> str:
    people.collective("Valley Heat", steward=asha, members=(people.person("Bela"),))
    return "You are the only steward of Valley Heat"
