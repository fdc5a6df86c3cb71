"""Letters: a template in the language and time zone of whoever reads it, put into the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from config.models import Mail
from config.plumbing import outbox


def send(
    user: Any, subject: str, template: str, context: dict[str, Any], *, headers: dict[str, str] | None = None
) -> Mail:
    """Write to a user; call it inside `as_read_by`, so that the subject is in their language as well."""
    body = render(template, {**context, "user": user})
    return outbox.post(to=user.email, subject=subject, body=body, headers=headers, user=user)


def send_to_address(address: str, subject: str, template: str, context: dict[str, Any]) -> Mail:
    """Write to somebody who may have no login here, in the language that is active now."""
    return outbox.post(to=address, subject=subject, body=render(template, context))


def render(template: str, context: dict[str, Any]) -> str:
    """Plain text: three empty lines or more become one."""
    text = render_to_string(template, {"site": settings.SITE_URL, **context})
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept) + ("\n" if "\n" in text.strip() else "")


@contextmanager
def as_read_by(user: Any) -> Iterator[None]:
    """Words and times are this user's while the block runs."""
    with translation.override(language_of(user)), timezone.override(zone_of(user)):
        yield


def language_of(user: Any) -> str:
    """What they chose, if we still speak it."""
    chosen = getattr(user, "language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def zone_of(user: Any) -> ZoneInfo:
    """The time zone that they chose; the server's own, if none or one that is no more."""
    try:
        return ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def absolute(path: str) -> str:
    """The address as it works outside of our pages."""
    return settings.SITE_URL.rstrip("/") + path
