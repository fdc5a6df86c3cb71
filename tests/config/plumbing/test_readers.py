"""What holds for whoever is logged in: their time zone, and a second factor for staff."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from commons.actions import notices
from commons.models import User
from config.models import Notification
from tests.factories import people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(settings):
    settings.REQUIRE_STAFF_MFA = True


class TestStaffSecondFactor:
    @pytest.mark.parametrize("address", ["/", "/admin/", "/mine/", "/claims/"])
    def test_comes_before_every_page(self, required, address):
        response = browser(people.operator()).get(address)

        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/")

    def test_is_asked_of_nobody_else(self, required):
        visit(browser(people.person("Asha")), "/claims/")
        visit(browser(), "/claims/")

    def test_opens_the_pages_once_it_is_there(self, required):
        ode = people.operator()
        TOTP.activate(User.objects.get(agent=ode), generate_totp_secret())

        assert browser(ode).get("/admin/").status_code == 200

    def test_is_stored_encrypted(self):
        secret = generate_totp_secret()
        TOTP.activate(User.objects.get(agent=people.operator()), secret)

        stored = Authenticator.objects.get(type="totp").data["secret"]
        assert secret not in stored


class TestAdmin:
    def test_sends_strangers_to_the_log_in_that_asks_for_both_factors(self):
        response = browser().get("/admin/", follow=True)

        assert response.redirect_chain[-1][0].startswith("/accounts/login/")


class TestAsTheyRead:
    def test_shows_times_where_the_reader_lives(self):
        asha = people.person("Asha")
        User.objects.filter(agent=asha).update(time_zone="Pacific/Apia")
        notices.tell("claim.confirmed", asha.pk, {"reference": "C-7"})
        Notification.objects.update(told_at=datetime(2026, 3, 1, 12, tzinfo=UTC))

        assert "2 March 2026, 01:00" in visit(browser(asha), "/notifications/").text
        assert timezone.get_current_timezone_name() == "UTC", "only for that request"
