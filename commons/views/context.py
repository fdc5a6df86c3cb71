"""What the header of every page shows to whoever is logged in: for whom they act, and what they have not read."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from commons.views.acting import acting_for
from config.plumbing import notifications


def header(request: HttpRequest) -> dict[str, Any]:
    """Asked for only where a page shows it, and then two short queries; for visitors, none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"acting": SimpleLazyObject(lambda: _acting(request)), "bell": SimpleLazyObject(lambda: _bell(user))}


def _acting(request: HttpRequest) -> dict[str, str] | None:
    agent = acting_for(request)
    if agent is None:
        return None
    return {"name": agent.name, "href": f"{reverse('acting')}?{urlencode({'next': request.get_full_path()})}"}


def _bell(user: Any) -> dict[str, Any]:
    return {"unread": notifications.unread(user), "href": reverse("notifications")}
