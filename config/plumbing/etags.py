"""Tags of what was answered: whoever has it need not be sent it again, and can say that it is what they saw."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from config.plumbing.problems import PreconditionFailed, PreconditionMissing

KEPT = ("ETag", "Cache-Control", "Vary", "RateLimit", "RateLimit-Policy", "Content-Location")


def of(content: bytes) -> str:
    """The tag of an answer's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its tag; 304 and no body where the caller has it already."""
    response["ETag"] = of(response.content)
    given = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" not in given and response["ETag"] not in [tag.removeprefix("W/") for tag in given]:
        return response
    unchanged = HttpResponseNotModified()
    for name in KEPT:
        if name in response:
            unchanged[name] = response[name]
    return unchanged


def check(request: HttpRequest, content: bytes, *, required: bool = False) -> None:
    """Raises PreconditionFailed unless If-Match names the bytes as they are now; PreconditionMissing without one."""
    if "If-Match" not in request.headers:
        if required:
            raise PreconditionMissing("Read it, and send its ETag in the header If-Match.")
        return
    given = parse_etags(request.headers["If-Match"])
    if "*" not in given and of(content) not in given:
        raise PreconditionFailed("It was changed since you read it.")
