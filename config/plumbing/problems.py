"""Problems: errors of the API as RFC 9457 writes them, and those that are the API's own.

Each class has a stable `code`, which ends its address (`/errors/<code>/`), and a docstring that says first what
is wrong and then what the caller can do; `docs/errors.md` is made of both.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from rest_framework.exceptions import APIException

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """One type of problem."""

    code: str
    status: int
    title: str
    advice: str

    @property
    def address(self) -> str:
        return f"/errors/{self.code}/"


class Wrong(NamedTuple):
    """One thing that is wrong with a request: where, as a JSON pointer into its body, and what would be right."""

    pointer: str
    detail: str


class Refused(APIException):
    """A request that the API refuses before any app is asked."""

    code = "refused"
    status = HTTPStatus.BAD_REQUEST

    def __init__(self, detail: str, *, pointer: str = "", headers: dict[str, str] | None = None) -> None:
        self.status_code = int(self.status)
        self.pointer, self.headers = pointer, headers or {}
        super().__init__(detail, self.code)


class BadJSON(Refused):
    """The body is not JSON that can be taken. Correct the place that `detail` or `errors` names."""

    code = "bad-json"


class BodyTooLarge(Refused):
    """The body is larger than any request needs. Send less at once."""

    code = "body-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnknownFilter(Refused):
    """The address asks for a filter that this list does not have. `detail` names those that it has."""

    code = "unknown-filter"


class BadCursor(Refused):
    """The cursor or the limit was not made by this list. Begin again without a cursor; a limit is 1 to 200."""

    code = "bad-cursor"


class KeyMissing(Refused):
    """Sending this twice would make two. Name the request in the header `Idempotency-Key`, with a new UUID."""

    code = "idempotency-key-missing"


class PreconditionMissing(Refused):
    """Somebody else may have changed it meanwhile. Send the `ETag` that you read in the header `If-Match`."""

    code = "precondition-missing"
    status = HTTPStatus.PRECONDITION_REQUIRED


class PreconditionFailed(Refused):
    """It is not as you read it any more. Read it again, and decide again."""

    code = "precondition-failed"
    status = HTTPStatus.PRECONDITION_FAILED


class Busy(Refused):
    """Others hold what this request needs. Nothing was written; send the same again, with the same key."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class NoName(Refused):
    """This login has no name to act under yet. Give one on the page `/name/`."""

    code = "no-name"
    status = HTTPStatus.FORBIDDEN


class ScopeMissing(Refused):
    """The token was not granted what this takes. Ask for a token with the scope that `detail` names."""

    code = "scope-missing"
    status = HTTPStatus.FORBIDDEN


OWN: Sequence[type[Refused]] = (
    BadJSON, BodyTooLarge, UnknownFilter, BadCursor, KeyMissing, PreconditionMissing, PreconditionFailed, Busy, NoName,
    ScopeMissing,
)  # fmt: skip


def kind(code: str, status: int, docstring: str) -> Kind:
    """The kind whose class has this docstring: its first sentence is the title, the rest what to do."""
    title, _, advice = " ".join(docstring.split()).partition(". ")
    return Kind(code, int(status), title.rstrip("."), advice or "Nothing was written.")


def body(of: Kind, detail: str, *, request_id: str = "", errors: Sequence[Wrong] = (), **more: Any) -> dict[str, Any]:
    """A problem as it is sent. more: what the refusal names, such as what was asked and what is left."""
    told: dict[str, Any] = {"type": of.address, "title": of.title, "status": of.status, "detail": detail}
    told |= {"code": of.code} | {name: value for name, value in more.items() if value is not None}
    if errors:
        told["errors"] = [wrong._asdict() for wrong in errors]
    return told | ({"request_id": request_id} if request_id else {})
