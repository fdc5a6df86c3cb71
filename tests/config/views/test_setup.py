"""`/setup/`: the first operator of a fresh installation, and how every part is."""

import pytest

from commons.models import User
from config import opening
from tests.factories import people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db

WHO = {"name": "Ode", "email": "ode@example.org", "password": "seven green kettles", "again": "seven green kettles"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


class TestFreshInstallation:
    def test_makes_its_first_operator_at_this_machine_and_lets_them_in(self):
        client = browser()

        visit(client, "/setup/")
        answer = client.post("/setup/", WHO)

        user = User.objects.get()
        assert (answer.status_code, answer.url) == (302, "/setup/")
        assert (user.is_staff, user.is_superuser, user.agent.name) == (True, True, "Ode")
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_lets_in_nobody_from_elsewhere_without_the_secret(self):
        page = browser(**ELSEWHERE).get("/setup/")

        assert page.status_code == 403
        assert b"no operator" in page.content
        assert browser(**ELSEWHERE).post("/setup/", {**WHO, "token": "guessed"}).status_code == 403
        assert not User.objects.exists()

    @pytest.mark.parametrize("header", opening.FORWARDED)
    def test_takes_a_proxy_on_this_machine_for_elsewhere(self, header):
        assert browser(**{header: "203.0.113.7"}).get("/setup/").status_code == 403

    def test_takes_this_machine_for_elsewhere_in_production(self, settings):
        settings.LOCAL = False

        assert browser().get("/setup/").status_code == 403

    def test_lets_in_once_by_the_address_that_serve_prints(self, fresh):
        address = opening.address("http://testserver")
        client = browser(**ELSEWHERE)
        token = visit(client, address.removeprefix("http://testserver")).value("token")

        assert client.post("/setup/", {**WHO, "token": token}).status_code == 302
        assert not (fresh / opening.FILE).exists()
        assert browser(**ELSEWHERE).get(address).status_code == 302

    @pytest.mark.parametrize(
        "wrong",
        [{"again": "other"}, {"password": "12345678", "again": "12345678"}, {"email": "no address"}, {"name": " "}],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, wrong):
        answer = browser().post("/setup/", WHO | wrong)

        assert answer.status_code == 400
        assert b'value="' + (WHO | wrong)["email"].encode() in answer.content
        assert not User.objects.exists()

    def test_has_one_first_operator_whoever_else_asked(self):
        opening.become(email="one@example.org", password="x", name="One")

        with pytest.raises(opening.AlreadyOpen):
            opening.become(email="two@example.org", password="x", name="Two")

        assert User.objects.count() == 1


class TestFindings:
    def test_are_told_to_operators_with_what_to_do(self):
        page = visit(browser(people.operator()), "/setup/")

        assert "none was made here yet" in page.text
        assert "Run manage.py backup each day" in page.text
        assert 'name="password"' not in page.html

    def test_are_for_operators_alone(self):
        people.operator()

        assert browser(people.person("Asha")).get("/setup/").status_code == 403
        assert browser().get("/setup/").url.startswith("/accounts/login/?next=/setup/")
