"""allauth's pages in our clothes: one heading, fields with their errors, the summary on top."""

import pytest
from django.test import Client

from commons.models import User
from tests.pages import Page, send, visit

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
OPEN = ["login", "signup", "login/code", "password/reset", "password/reset/done", "inactive"]
REAUTHENTICATED = ["2fa/totp/activate", "2fa/webauthn/add", "2fa/recovery-codes/generate"]


@pytest.fixture
def client() -> Client:
    """Somebody who has just logged in with their password."""
    user = User.objects.create_user(email="asha@example.org", password=PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client = Client()
    assert send(client, "/accounts/login/", login=user.email, password=PASSWORD).status_code == 302
    return client


class TestOpenPages:
    @pytest.mark.parametrize("name", OPEN)
    def test_are_whole(self, name):
        assert visit(Client(), f"/accounts/{name}/").headings == 1

    @pytest.mark.parametrize("name", ["login", "signup", "login/code", "password/reset"])
    def test_say_at_the_field_and_on_top_what_is_missing(self, name):
        page = Page(send(Client(), f"/accounts/{name}/"))

        assert "There is a problem" in page.text
        assert 'aria-invalid="true"' in page.html
        assert "<title>Error:" in page.html
        assert {link[1:] for link in page.links if link.startswith("#id_")} <= set(page.ids)

    def test_keep_what_was_typed(self):
        page = Page(send(Client(), "/accounts/login/", login="asha@example.org", password="wrong"))

        assert page.value("login") == "asha@example.org"
        assert "not correct" in page.text


class TestManagedPages:
    @pytest.mark.parametrize("name", ["email", "password/change", "2fa", "2fa/webauthn", "sessions", "logout"])
    def test_are_whole(self, client, name):
        page = visit(client, f"/accounts/{name}/")

        assert page.headings == 1
        assert "/accounts/2fa/" in page.links

    @pytest.mark.parametrize("name", REAUTHENTICATED)
    def test_that_ask_for_the_password_again_are_whole(self, client, name):
        page = Page(client.get(f"/accounts/{name}/", follow=True))

        assert (page.status, page.headings) == (200, 1)

    def test_of_sessions_name_each(self, client):
        other = Client(headers={"user-agent": "Another browser"})
        send(other, "/accounts/login/", login="asha@example.org", password=PASSWORD)
        visit(other, "/accessibility/")

        page = visit(client, "/accounts/sessions/")

        assert "Another browser" in page.text
        assert "Log out everywhere else" in page.text

    def test_show_the_summary_once_though_two_forms_are_there(self, client):
        page = Page(send(client, "/accounts/email/", action_add="", email="nothing of the kind"))

        assert page.ids.count("problem") == 1
