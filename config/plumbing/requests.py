"""Gives each request an id that its log lines and its answer carry."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_id() -> str | None:
    return _current.get()


class RequestId:
    """Takes the caller's id where it is harmless to log, else makes one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        offered = request.headers.get(HEADER, "")
        request.id = offered if ACCEPTABLE.fullmatch(offered) else uuid.uuid4().hex
        token = _current.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = request.id
        return response
