"""Who calls: somebody with a token of an OAuth client, or somebody who is logged in."""

from typing import Any

from allauth.idp.oidc.models import Token
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from commons.models import User

REALM = 'Bearer realm="api"'


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer ...`. A client's own token acts for the person who made the client."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, _, value = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = self._found(value.strip().decode("ascii", "replace"))
        whose = self._whose(token)
        if whose is None or not whose.is_active:
            raise AuthenticationFailed("The token is not known, has expired, or its owner's login is closed.")
        return whose, token

    def authenticate_header(self, request: Request) -> str:
        sent = get_authorization_header(request)
        return f'{REALM}, error="invalid_token"' if sent else REALM

    def _found(self, value: str) -> Token | None:
        known = Token.objects.valid().by_value(value).filter(type=Token.Type.ACCESS_TOKEN)
        return known.select_related("user__agent", "client__owner__agent").first()

    def _whose(self, token: Token | None) -> Any:
        if token is None or token.client is None or token.get_resources():
            return None
        return token.user or token.client.owner
