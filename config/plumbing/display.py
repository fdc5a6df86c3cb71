"""How pages are shown: in which direction, light or dark. Whoever reads chooses; without a choice, the device does."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def display(request: HttpRequest) -> dict[str, str]:
    """For every template: `theme` (empty where the device decides), `direction`, and `source_url` for the foot."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": chosen if chosen in THEMES else "",
        "source_url": settings.SOURCE_URL,
        "direction": "rtl" if settings.FORCE_RTL or get_language_bidi() else "ltr",
    }
