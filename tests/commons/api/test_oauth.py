"""Clients of the API: made on a page, granted by people, held to their scopes."""

import base64
import hashlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from django.core.cache import cache

from tests import pages
from tests.calls import Caller
from tests.factories import people

pytestmark = pytest.mark.django_db
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
BACK = "https://app.example.org/back"


@pytest.fixture
def asha():
    cache.clear()
    return people.person("Asha")


def made(agent, **fields) -> tuple[str, str]:
    """The id and the secret of a client, as the page shows them."""
    asked = {"name": "Meter reader", "use": "own", "scopes": ["ledger:read", "commons:read"], "addresses": ""} | fields
    page = pages.send(pages.browser(agent), "/developers/clients/", **asked).content.decode()
    shown = re.findall(r"<dd><code>([^<]+)</code></dd>", page)
    return shown[0], shown[1] if len(shown) > 1 else ""


def token(name: str, secret: str, **fields) -> tuple[int, dict]:
    basic = base64.b64encode(f"{name}:{secret}".encode()).decode()
    answer = pages.browser().post(
        "/identity/o/api/token", fields, headers={"Authorization": f"Basic {basic}"} if secret else {}
    )
    return answer.status_code, json.loads(answer.content)


class TestClients:
    def test_are_made_on_a_page_that_shows_the_secret_once(self, asha):
        client_id, secret = made(asha)

        page = pages.visit(pages.browser(asha), "/developers/clients/")

        assert client_id in page.html
        assert secret not in page.html
        assert secret not in OAuthClient.objects.get().secret

    @pytest.mark.parametrize(
        "address", ["", "http://app.example.org/", "https://*.example.org/", "javascript:alert(1)"]
    )
    def test_send_people_back_only_where_it_is_safe(self, asha, address):
        asked = {"name": "App", "use": "app", "scopes": ["ledger:read"], "addresses": address}

        answer = pages.send(pages.browser(asha), "/developers/clients/", **asked)

        assert answer.status_code == 400
        assert not OAuthClient.objects.exists()

    def test_are_removed_with_their_tokens_by_whose_they_are(self, asha):
        client_id, secret = made(asha)
        caller = Caller()
        _, got = token(client_id, secret, grant_type="client_credentials", scope="ledger:read")
        caller.headers = {"Authorization": f"Bearer {got['access_token']}"}
        address = f"/developers/clients/{client_id}/remove/"

        assert pages.browser(people.person("Chidi")).post(address).status_code == 404
        assert caller.get("claims/").status == 200
        assert pages.browser(asha).post(address).status_code == 302
        assert caller.get("claims/").status == 401


class TestClientCredentials:
    def test_act_for_the_owner_within_their_scopes(self, asha):
        client_id, secret = made(asha)

        status, got = token(client_id, secret, grant_type="client_credentials", scope="commons:read")

        caller = Caller()
        caller.headers = {"Authorization": f"Bearer {got['access_token']}"}
        assert status == 200
        assert caller.get("me/").body["agent"]["name"] == "Asha"
        assert caller.get("claims/").body["code"] == "scope-missing"

    @pytest.mark.parametrize(
        ("secret", "scope"), [("wrong", "ledger:read"), (None, "ledger:write"), (None, "openid admin")]
    )
    def test_are_refused_beyond_what_the_client_has(self, asha, secret, scope):
        client_id, right = made(asha)

        status, got = token(client_id, secret or right, grant_type="client_credentials", scope=scope)

        assert status in (400, 401)
        assert "access_token" not in got


class TestAuthorizationCode:
    def test_is_granted_by_a_person_and_redeemed_with_its_proof(self, asha):
        client_id, _ = made(people.person("Bela"), use="app", addresses=BACK)
        browser = pages.browser(asha)

        page = browser.get("/identity/o/authorize", self._asked(client_id))
        html = page.content.decode()
        signed = re.search(r'name="request"[^>]*value="([^"]+)"', html)
        assert signed, html
        granted = browser.post(
            "/identity/o/authorize", {"request": signed[1], "scopes": ["ledger:read"], "action": "grant"}
        )
        code = parse_qs(urlsplit(granted.headers["Location"]).query)["code"][0]
        status, got = token(
            client_id, "", grant_type="authorization_code", client_id=client_id, code=code, redirect_uri=BACK,
            code_verifier=VERIFIER,
        )  # fmt: skip

        caller = Caller()
        caller.headers = {"Authorization": f"Bearer {got.get('access_token')}"}
        assert status == 200, got
        assert "https://app.example.org" in page.headers["Content-Security-Policy"]
        assert caller.get("assets/").status == 200

    def test_is_not_given_without_a_proof(self, asha):
        client_id, _ = made(people.person("Bela"), use="app", addresses=BACK)
        asked = self._asked(client_id)
        del asked["code_challenge"]

        assert pages.browser(asha).get("/identity/o/authorize", asked).status_code == 400

    def test_asks_the_person_even_where_the_client_would_rather_not(self, asha):
        client_id, _ = made(people.person("Bela"), use="app", addresses=BACK)

        answer = pages.browser(asha).get("/identity/o/authorize", self._asked(client_id) | {"prompt": "none"})

        assert answer.status_code == 200

    def test_sends_nobody_to_an_address_that_the_client_does_not_have(self, asha):
        client_id, _ = made(people.person("Bela"), use="app", addresses=BACK)
        asked = self._asked(client_id) | {"redirect_uri": "https://evil.example.org/"}

        answer = pages.browser(asha).get("/identity/o/authorize", asked)

        assert "Location" not in answer.headers
        assert 'name="request"' not in answer.content.decode()

    def _asked(self, client_id: str) -> dict[str, str]:
        return {
            "client_id": client_id, "response_type": "code", "redirect_uri": BACK, "scope": "ledger:read",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "s",
        }  # fmt: skip
