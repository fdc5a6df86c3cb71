"""What a token may be used for: scopes by app and verb. Whoever is logged in here needs none."""

from typing import Any

from allauth.idp.oidc.models import Token
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from config.plumbing.problems import NoName, ScopeMissing

TOKEN_ADDRESS, AUTHORIZE_ADDRESS = "/identity/o/api/token", "/identity/o/authorize"
SCOPES = {
    "commons:read": _("Read who and where you are, and your collectives"),
    "commons:write": _("Found collectives in your name"),
    "ledger:read": _("Read your claims, files, tokens and payments, drafts too"),
    "ledger:write": _("File, verify, object, pledge and retire in your name"),
    "me:export": _("Take out everything that is kept about you"),
}


class MayCall(BasePermission):
    """Anybody may read; whoever writes has a name here; a token has the scope of the app and the verb."""

    def has_permission(self, request: Request, view: Any) -> bool:
        reads = request.method in SAFE_METHODS or getattr(view, "only_reads", False)
        if isinstance(request.auth, Token):
            needed = getattr(view, "scope", None) or f"{view.area}:{'read' if reads else 'write'}"
            if needed not in request.auth.get_scopes():
                raise ScopeMissing(f"This takes a token with the scope {needed}.", headers=_challenge(needed))
        if reads and not getattr(view, "only_known", False):
            return True
        if not request.user.is_authenticated:
            return False
        if request.user.agent is None:
            raise NoName("Give yourself a name first.")
        return True


def _challenge(scope: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description says that a token is got."""

    target_class = "commons.api.authentication.TokenAuthentication"
    name = "oauth2"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        view = auto_schema.view
        verb = "read" if auto_schema.method == "GET" or getattr(view, "only_reads", False) else "write"
        return {self.name: [getattr(view, "scope", None) or f"{view.area}:{verb}"]}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = {name: str(words) for name, words in SCOPES.items()}
        code = {"authorizationUrl": AUTHORIZE_ADDRESS, "tokenUrl": TOKEN_ADDRESS, "scopes": scopes}
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {"tokenUrl": TOKEN_ADDRESS, "scopes": scopes},
                "authorizationCode": code,
            },
        }
