"""The first operator of a fresh installation: who may become it, and becoming it."""

import contextlib
import hmac
import ipaddress
import os
import secrets
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from commons.actions import agents
from commons.models import User
from config.plumbing import transactions

FILE = "setup_token"
LOCK = 7_303_014_112  # any number that no other advisory lock has
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


class AlreadyOpen(Exception):
    """Somebody else became the first operator. Ask them to let you in."""


def is_open() -> bool:
    """Whether anybody may enter the admin yet."""
    return get_user_model().objects.filter(is_staff=True, is_active=True).exists()


def address(base: str) -> str:
    """Where the first operator is made, with the token that lets one do it."""
    return f"{base.rstrip('/')}{reverse('setup')}?token={token()}"


def token() -> str:
    """The secret of this installation, made once; of two at the same time both read the same."""
    path = _path()
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def may_open(request: HttpRequest, given: str) -> bool:
    """Whoever has the token; and, where only this machine is served, whoever sits at it."""
    return _matches(given) or (settings.LOCAL and _is_here(request))


@transactions.edge()
def become(*, email: str, password: str, name: str) -> User:
    """Make the first operator, who may do everything in the admin. Raises AlreadyOpen, BadInput."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if is_open():
        raise AlreadyOpen
    user = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    agents.register(user=user, name=name)
    _path().unlink(missing_ok=True)
    return user


def _path() -> Path:
    return settings.DATA_DIR / FILE


def _matches(given: str) -> bool:
    try:
        return bool(given) and hmac.compare_digest(given.encode(), _path().read_bytes())
    except OSError:
        return False


def _is_here(request: HttpRequest) -> bool:
    """From this machine, and not through a proxy that stands on it."""
    if any(request.META.get(header) for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
