"""The pages around the API: its description, what each of its problems means, and how to begin."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView

from commons.api.scopes import SCOPES
from config.api import examples, problems, reference
from config.plumbing import etags
from config.plumbing import problems as plumbing

STYLES_OF_SWAGGER = {"style-src": ["'self'", "'unsafe-inline'"]}


@method_decorator(csp_update(STYLES_OF_SWAGGER), name="dispatch")
class TryIt(SpectacularSwaggerSplitView):
    """Swagger UI, which writes styles into its page; `/developers/reference/` is the accessible one."""

    title = "Allocation"


def schema(request: HttpRequest) -> HttpResponse:
    """The description: YAML, or JSON for whoever asks for it. Made once, since it changes with the code alone."""
    kind = "json" if "json" in request.headers.get("Accept", "") else "yaml"
    answer = HttpResponse(reference.written(kind), content_type=f"application/vnd.oai.openapi+{kind}; charset=utf-8")
    patch_vary_headers(answer, ["Accept"])
    return etags.conditional(request, answer)


def errors(request: HttpRequest) -> HttpResponse:
    """Every problem."""
    return render(request, "developers/errors.html", {"kinds": problems.kinds().values(), "section": "developers"})


def error(request: HttpRequest, code: str) -> HttpResponse:
    """What one problem means: the address in its `type`."""
    known = problems.kinds().get(code)
    if known is None:
        raise Http404
    return render(request, "developers/error.html", {"kind": known, "section": "developers"})


def developers(request: HttpRequest) -> HttpResponse:
    """How to make the first call, with examples that work as they stand."""
    host = f"{request.scheme}://{request.get_host()}"
    context = {"examples": examples.told(host), "scopes": SCOPES.items(), "limits": settings.API_RATE_LIMITS}
    return render(request, "developers/index.html", context | {"host": host, "section": "developers"})


def nouns(request: HttpRequest) -> HttpResponse:
    """The reference: every noun, one page each."""
    return render(request, "developers/nouns.html", {"nouns": reference.nouns(), "section": "developers"})


def noun(request: HttpRequest, name: str) -> HttpResponse:
    """What can be asked of one noun, and what it answers."""
    found = reference.nouns().get(name)
    if found is None:
        raise Http404
    return render(request, "developers/noun.html", {"noun": found, "section": "developers"})


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: a problem under the API's addresses, a page elsewhere."""
    if not request.path.startswith("/api/"):
        return render(request, "404.html", status=404)
    return _problem(request, problems.kinds()["not-found"])


def failed(request: HttpRequest) -> HttpResponse:
    """500, for what is a bug of ours."""
    if not request.path.startswith("/api/"):
        return render(request, "500.html", status=500)
    return _problem(request, problems.SERVER)


def _problem(request: HttpRequest, kind: plumbing.Kind) -> HttpResponse:
    told: dict[str, Any] = plumbing.body(kind, f"{kind.title}.", request_id=getattr(request, "id", ""))
    return JsonResponse(told, status=kind.status, content_type=plumbing.MEDIA_TYPE)
