"""What holds for whoever is logged in, on every page: language, time zone, and a second factor for staff."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from config.plumbing import mail

Answer = Callable[[HttpRequest], HttpResponse]

# What staff may open before they have a second factor: setting one up, logging out, and what any page needs.
OPEN_TO_STAFF = ("/accounts/", "/static/", "/language/", "/display/", "/dev/mail/", "/healthz", "/readyz")
NEEDED = _("Before anything else, set up a second factor: people who run this site log in with two.")


class AsTheyRead:
    """Times in the time zone of whoever reads, and their language where the browser has not chosen another."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if _has_session(request) else None
        if user is None or not user.is_authenticated:
            return self.get_response(request)
        with timezone.override(mail.zone_of(user)):
            if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(mail.language_of(user))
                request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response


class StaffSecondFactor:
    """Staff without a second factor get no page but those on which they set one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.REQUIRE_STAFF_MFA or request.path.startswith(OPEN_TO_STAFF) or not _has_session(request):
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated or not user.is_staff or get_adapter().is_mfa_enabled(user):
            return self.get_response(request)
        messages.warning(request, NEEDED)
        return redirect("mfa_index")


def _has_session(request: HttpRequest) -> bool:
    """Whether it is worth to ask who this is: visitors without a cookie cost no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
