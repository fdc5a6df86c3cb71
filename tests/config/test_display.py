"""How pages are shown: light or dark, in which direction, and what an error looks like."""

import pytest
from django.test import Client, RequestFactory

from config.plumbing.display import display
from config.plumbing.headers import PERMISSIONS_POLICY
from tests.pages import Page, send, visit

PAGE = "/accessibility/"


class TestTheme:
    def test_is_left_to_the_device_until_somebody_chooses(self):
        page = visit(Client(), PAGE)

        assert "data-theme" not in page.html
        assert '<meta name="color-scheme" content="light dark">' in page.html

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_once_chosen_is_on_every_page(self, theme):
        client = Client()

        answer = send(client, "/display/", theme=theme, next=PAGE)

        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        page = visit(client, PAGE)
        assert f'data-theme="{theme}"' in page.html
        assert f'<meta name="color-scheme" content="{theme}">' in page.html

    @pytest.mark.parametrize("theme", ["", "green"])
    def test_is_forgotten_by_any_other_choice(self, theme):
        client = Client()
        send(client, "/display/", theme="dark")

        send(client, "/display/", theme=theme)

        assert "data-theme" not in visit(client, PAGE).html

    def test_in_a_cookie_is_only_ever_one_of_ours(self):
        request = RequestFactory().get("/")
        request.COOKIES["theme"] = '"><b>'

        assert display(request)["theme"] == ""

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_never_leads_away_from_here(self, elsewhere):
        assert send(Client(), "/display/", theme="dark", next=elsewhere)["Location"] == "/"

    def test_is_not_chosen_by_a_link(self):
        assert Client().get("/display/?theme=dark").status_code == 405


class TestDirection:
    def test_is_from_the_left(self):
        assert 'dir="ltr"' in visit(Client(), PAGE).html

    def test_can_be_turned_around(self, settings):
        settings.FORCE_RTL = True

        assert 'dir="rtl"' in visit(Client(), PAGE).html


class TestErrors:
    def test_a_missing_page_says_so_and_leads_on(self):
        page = visit(Client(), "/no-such-page/", status=404)

        assert "There is no such page" in page.text
        assert "/accounts/login/?next=/no-such-page/" in page.links

    def test_a_missing_page_is_dark_too(self):
        client = Client()
        client.cookies["theme"] = "dark"

        assert 'data-theme="dark"' in visit(client, "/no-such-page/", status=404).html

    def test_a_form_without_its_token_is_explained(self):
        page = Page(Client(enforce_csrf_checks=True).post("/display/", {"theme": "dark"}))

        assert page.status == 403
        assert "This form was open for too long" in page.text

    def test_a_fault_of_ours_has_a_page_that_needs_nothing(self, monkeypatch):
        monkeypatch.setattr("config.views.samples.of_each", lambda: 1 / 0)

        page = Page(Client(raise_request_exception=False).get("/components/"))

        assert page.status == 500
        assert "Nothing of what you sent was half saved" in page.text


class TestHeaders:
    @pytest.mark.parametrize("address", [PAGE, "/no-such-page/", "/healthz"])
    def test_give_away_what_we_never_ask_for(self, address):
        policy = Client().get(address)["Permissions-Policy"]

        assert policy == PERMISSIONS_POLICY
        assert "camera=()" in policy
        assert "publickey-credentials-get=(self)" in policy


class TestFoot:
    def test_leads_to_the_source_where_the_operator_names_it(self, settings):
        settings.SOURCE_URL = "https://example.org/allocation"

        assert settings.SOURCE_URL in visit(Client(), PAGE).links

    def test_names_the_licence_without_a_link_otherwise(self):
        page = visit(Client(), PAGE)

        assert "AGPL-3.0-or-later" in page.text
        assert [link for link in page.links if link.startswith("http")] == []
