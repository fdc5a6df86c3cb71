"""Requests that are done once, however often they are sent: the same key, the same answer."""

import functools
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.db import connection
from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from commons import errors
from commons.models import Agent, Answer
from config.plumbing import transactions
from config.plumbing.problems import KeyMissing

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT_FOR = timedelta(days=7)

Handler = Callable[..., Response]


class KeyReused(errors.Refusal):
    """The idempotency key was used for another request. Use a new key for a new request."""

    code = "key-reused"


def once(*, required: bool = True) -> Callable[[Handler], Handler]:
    """Run a view's method in one transaction that also keeps its answer under the caller's key.

    The same request again gets the same status and body, without being done again; two at once are done once. Raises
    KeyMissing where a key is required, KeyReused where another request had it.
    """

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def answered(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
            view.key = _key(request, required)

            def act() -> Any:
                if view.key is None:
                    return handler(view, request, *args, **kwargs)
                return _kept(view.by, view.key, request) or _keep(
                    view, request, handler(view, request, *args, **kwargs)
                )

            return transactions.edge()(act)()

        answered.takes_key = "required" if required else "accepted"  # type: ignore[attr-defined]
        return answered

    return decorate


def _key(request: Request, required: bool) -> str | None:
    key = request.headers.get(HEADER)
    if key is None and required:
        raise KeyMissing(f"Send a header {HEADER}, such as a new UUID: the same again is then done once.")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise errors.BadInput(HEADER, key, f"1 to {LONGEST_KEY} printable characters")
    return key


def _kept(by: Agent, key: str, request: Request) -> HttpResponse | None:
    """The answer that was given under this key; None if it is new, which then is ours alone until the edge ends."""
    asked = _digest(request)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commons_answer (agent_id, key, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [by.pk, key, asked],
        )
        if cursor.rowcount:
            return None
    found = Answer.objects.get(agent=by, key=key)
    if bytes(found.digest) != asked:
        raise KeyReused(f"The key {key!r} was used for another request.")
    again = HttpResponse(bytes(found.body or b""), content_type="application/json", status=found.status)
    again["Idempotent-Replayed"] = "true"
    return again


def _keep(view: Any, request: Request, response: Response) -> Response:
    body = b"" if response.data is None else JSONRenderer().render(response.data)
    Answer.objects.filter(agent=view.by, key=view.key).update(status=response.status_code, body=body)
    return response


def _digest(request: Request) -> bytes:
    """What was asked for: where, and all of the body, files by what is in them."""
    hashed = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    hashed.update(json.dumps(request.data, sort_keys=True, default=_plain).encode())
    return hashed.digest()


def _plain(value: Any) -> str:
    if isinstance(value, File):
        value.seek(0)
        told = hashlib.sha256(value.read()).hexdigest()
        value.seek(0)
        return told
    return str(value)
