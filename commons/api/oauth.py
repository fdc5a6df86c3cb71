"""OAuth as this product has it: what a client may be granted, and that nobody is asked behind their back."""

from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import AuthorizationView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.api.scopes import SCOPES


class Adapter(DefaultOIDCAdapter):
    """Names our scopes where people are asked to grant them."""

    scope_display = DefaultOIDCAdapter.scope_display | SCOPES

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        data["scopes_supported"] = [*data["scopes_supported"], *SCOPES]


class Authorization(AuthorizationView):
    """The page on which a person grants a client what it asks for.

    Stricter than the package: every client proves with PKCE that the code came back to it, and `prompt=none` still
    asks, since that a person granted something to one client says nothing about another.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("code_challenge_method") != "S256" or not request.GET.get("code_challenge"):
            why = "The client must send code_challenge, with code_challenge_method=S256 (PKCE)."
            return render(request, "idp/oidc/error.html", {"error": {"description": why}}, status=400)
        if "none" in request.GET.get("prompt", "").split():
            request.GET = request.GET.copy()
            del request.GET["prompt"]
        return _may_lead_back(super().get(request, *args, **kwargs), request.GET.get("client_id", ""))


def _may_lead_back(response: HttpResponse, client_id: str) -> HttpResponse:
    """Browsers hold the answer to a form to form-action as well, and it leads to the client."""
    client = Client.objects.filter(pk=client_id).first()
    places = [urlsplit(address) for address in client.get_redirect_uris()] if client else []
    response._csp_update = {  # type: ignore[attr-defined]
        "form-action": [f"{place.scheme}://{place.netloc}" for place in places if place.scheme in ("http", "https")]
    }
    return response
