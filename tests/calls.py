"""The API as an integrator calls it: JSON in, JSON out, each answer checked for what holds of all of them."""

import json
import uuid
from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.test import Client

from commons.models import Agent, User

ALL = ("commons:read", "commons:write", "ledger:read", "ledger:write", "me:export")


class Answer:
    """What was answered. Raises AssertionError on what no answer may be."""

    def __init__(self, response: Any) -> None:
        self.status, self.headers, self.response = response.status_code, response.headers, response
        self.raw = response.getvalue() if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        self.body = json.loads(self.raw) if self.raw and "json" in kind else None
        assert response.headers["X-Request-ID"]
        assert self.status < 500, self.raw
        if self.status >= 400:
            assert kind == "application/problem+json", (kind, self.raw)
            assert self.body["status"] == self.status
            assert self.body["type"] == f"/errors/{self.body['code']}/"

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.body["results"]


class Caller:
    """Somebody who calls: with a session if an agent is named, with a token if scopes are, else nobody."""

    def __init__(self, agent: Agent | None = None, *, scopes: tuple[str, ...] | None = None) -> None:
        self.client, self.headers = Client(), {}
        if agent and scopes is not None:
            self.headers = {"Authorization": f"Bearer {token(agent, scopes)}"}
        elif agent:
            self.client.force_login(User.objects.get(agent=agent))

    def get(self, path: str, params: dict[str, Any] | None = None, **headers: str) -> Answer:
        return Answer(self.client.get(f"/api/v1/{path}", params or {}, headers=self._headers(headers)))

    def post(self, path: str, body: Any = None, *, key: str | None = "new", **headers: str) -> Answer:
        return self.send("post", path, body, key=key, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Answer:
        return self.send("put", path, body, key=None, **headers)

    def send(self, method: str, path: str, body: Any, *, key: str | None, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        given = self._headers(headers)
        if key:
            given["Idempotency-Key"] = uuid.uuid4().hex if key == "new" else key
        call = getattr(self.client, method)
        return Answer(call(f"/api/v1/{path}", raw, content_type="application/json", headers=given))

    def upload(self, path: str, fields: dict[str, Any]) -> Answer:
        given = self._headers({}) | {"Idempotency-Key": uuid.uuid4().hex}
        return Answer(self.client.post(f"/api/v1/{path}", fields, headers=given))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in more.items()}


def client_of(agent: Agent, scopes: tuple[str, ...] = ALL, secret: str = "a secret") -> OAuthClient:
    """An OAuth client that the agent's login owns."""
    made = OAuthClient(name="Test", owner=User.objects.get(agent=agent), grant_types="client_credentials")
    made.set_scopes(list(scopes))
    made.set_secret(secret)
    made.save()
    return made


def token(agent: Agent, scopes: tuple[str, ...] = ALL) -> str:
    """A token of such a client."""
    value = uuid.uuid4().hex
    made = Token(type=Token.Type.ACCESS_TOKEN, client=client_of(agent), hash=get_adapter().hash_token(value))
    made.set_scopes(list(scopes))
    made.save()
    return value
