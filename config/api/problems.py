"""Every problem that the API can answer with, from the refusals of all apps and the errors of the framework."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions as drf
from rest_framework.response import Response

from commons import errors as commons_errors
from commons.api import once
from config.plumbing import problems, transactions
from config.plumbing.problems import BodyTooLarge, Busy, Kind, Refused, Wrong
from ledger import errors

# What does not stand here is 409: it does not go with how things are.
STATUS: dict[type[Exception], int] = {
    errors.BadInput: 422,
    errors.UnknownMethodology: 422,
    errors.FileRefused: 422,
    errors.OutsideValidity: 422,
    errors.Implausible: 422,
    errors.LeafTooLarge: 422,
    errors.KeyReused: 422,
    errors.NotAllowed: 403,
    errors.Conflicted: 403,
    errors.NotConserved: 500,
    commons_errors.BadInput: 422,
    commons_errors.NotAllowed: 403,
    once.KeyReused: 422,
}
CONFLICT = 409

FRAMEWORK: dict[type[Exception], Kind] = {
    drf.ValidationError: Kind(
        "invalid", 400, "The body or the address does not have the form that is described",
        "Correct what `errors` points at; the description is at `/api/schema/`.",
    ),
    drf.ParseError: Kind("unreadable", 400, "The body cannot be read", "Send what its Content-Type says."),
    drf.NotAuthenticated: Kind(
        "not-authenticated", 401, "This takes a valid token, or somebody who is logged in",
        "Get a token for your client (`/developers/`), or log in.",
    ),
    drf.PermissionDenied: Kind(
        "permission-denied", 403, "You may not do this",
        "From a browser, send the CSRF token with the header `X-CSRFToken`.",
    ),
    drf.NotFound: Kind("not-found", 404, "There is nothing here, or nothing that you can see", "Check the address."),
    drf.MethodNotAllowed: Kind("method-not-allowed", 405, "This address takes other methods", "See `Allow`."),
    drf.UnsupportedMediaType: Kind(
        "unsupported-media-type", 415, "A body of this type is not taken here",
        "Send `application/json`; files are sent as `multipart/form-data`.",
    ),
    drf.Throttled: Kind("too-many-requests", 429, "You call too often", "Wait as long as `Retry-After` says."),
}  # fmt: skip
ALIKE: dict[type[Exception], type[Exception]] = {
    drf.AuthenticationFailed: drf.NotAuthenticated, Http404: drf.NotFound, PermissionDenied: drf.PermissionDenied,
}  # fmt: skip
SERVER = Kind("server-error", 500, "Something is wrong on our side", "Tell the operator the `request_id`.")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
WAITED = {"55P03": "a lock", "57014": "time", **transactions.RETRIED}
UNTOLD = {"given"}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error in a view; None for a bug, which is not caught."""
    found = _understood(error)
    if found is None:
        return None
    of, detail, more, headers = found
    request, view = context["request"], context["view"]
    wrong = list(_wrong(error, view, request))
    told = problems.body(of, detail, request_id=getattr(request, "id", ""), errors=wrong, **more)
    return Response(told, status=of.status, headers=headers, content_type=problems.MEDIA_TYPE)


def kinds() -> dict[str, Kind]:
    """Every kind by its code."""
    known = [*FRAMEWORK.values(), SERVER]
    known += [problems.kind(each.code, each.status, each.__doc__ or "") for each in problems.OWN]
    known += [_kind(each) for each in (*_refusals(commons_errors.Refusal), *_refusals(errors.Refusal))]
    return {each.code: each for each in sorted(known)}


def page() -> str:
    """`docs/errors.md`."""
    lines = [
        "# Errors of the API", "",
        "Made by `manage.py export_errors` from the classes of the errors; a test holds the two together.", "",
        "Each error is an `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`, `code` and",
        "`request_id`. `errors` names each wrong place of the body by a JSON pointer. Some carry more, such as what",
        "was asked and what is left. `type` is the address of a page on the same host; it stays what it is.", "",
        "| type | status | what is wrong | what to do |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    rows = (f"| `{each.address}` | {each.status} | {each.title}. | {each.advice} |" for each in kinds().values())
    return "\n".join([*lines, *rows]) + "\n"


def _refusals(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for each in root.__subclasses__():
        yield from _refusals(each)


def _kind(refusal: type[Exception]) -> Kind:
    return problems.kind(refusal.code, STATUS.get(refusal, CONFLICT), refusal.__doc__ or "")  # type: ignore[attr-defined]


def _understood(error: Exception) -> tuple[Kind, str, dict[str, Any], dict[str, str]] | None:
    """The kind of an error, what it says, what it names, and headers of its answer."""
    if isinstance(error, TOO_MUCH):
        error = BodyTooLarge("The body is larger than is taken here.")
    if isinstance(error, transactions.TryAgain) or _waited(error):
        error = Busy("Others hold it just now: try again in a second.", headers={"Retry-After": "1"})
    if isinstance(error, Refused):
        kind = problems.kind(error.code, error.status, error.__doc__ or "")
        return kind, str(error.detail), {}, error.headers
    if isinstance(error, errors.Refusal | commons_errors.Refusal):
        named = {name: _told(value) for name, value in vars(error).items() if name not in UNTOLD}
        return _kind(type(error)), str(error), named, {}
    kind = FRAMEWORK.get(ALIKE.get(type(error), type(error)))
    return (kind, _detail(error, kind), {}, _headers(error)) if kind else None


def _waited(error: Exception) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) in WAITED


def _detail(error: Exception, kind: Kind) -> str:
    if isinstance(error, drf.ValidationError):
        return "See errors for what is wrong, and where."
    return str(error.detail) if isinstance(error, drf.APIException) else kind.title + "."


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _told(value: Any) -> Any:
    """A value that a refusal names, as JSON has it: numbers as texts."""
    if value is None or isinstance(value, bool | str):
        return value
    return [_told(each) for each in value] if isinstance(value, list | tuple) else str(value)


def _wrong(error: Exception, view: Any, request: Any) -> Iterator[Wrong]:
    if isinstance(error, drf.ValidationError):
        yield from _flat(error.detail, "")
    elif isinstance(error, Refused) and error.pointer:
        yield Wrong(error.pointer, str(error.detail))
    elif isinstance(error, errors.DoubleCount):
        yield Wrong(_pointer(error.field, view, request), str(error))
    elif isinstance(error, errors.BadInput | commons_errors.BadInput) and error.field[:1].islower():
        yield Wrong(_pointer(error.field, view, request), f"Expected {error.expected}.")


def _pointer(field: str, view: Any, request: Any) -> str:
    """Where in the body the app's name of a field stands."""
    named = getattr(view, "says", {}).get(field, field)
    inputs = _body(request).get("inputs")
    if isinstance(inputs, dict) and field.partition(".")[0] in inputs:
        named = f"inputs.{field}"
    return "/" + named.replace("~", "~0").replace("/", "~1").replace(".", "/")


def _body(request: Any) -> dict[str, Any]:
    data = getattr(request, "_full_data", None)
    return data if isinstance(data, dict) else {}


def _flat(detail: Any, pointer: str) -> Iterator[Wrong]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{str(name).replace('~', '~0').replace('/', '~1')}"
            yield from _flat(inner, pointer + step)
    elif isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{pointer}/{number}")
    elif isinstance(detail, list):
        yield from (Wrong(pointer, str(each)) for each in detail)
    else:
        yield Wrong(pointer, str(detail))
