"""The mail that would have been sent, for developers and the demo: log-in codes too, so never anywhere else."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from config.models import Mail
from config.plumbing import cursors

LOOPBACK = ("127.0.0.1", "::1")


def listed(request: HttpRequest) -> HttpResponse:
    """The latest letters."""
    _require_developer(request)
    try:
        page = cursors.page(Mail.objects.all(), order=("-id",), cursor=request.GET.get("cursor") or None, size=25)
    except cursors.BadCursor:
        return redirect("mailbox")
    return render(request, "mail/mailbox.html", {"page": page})


def letter(request: HttpRequest, id: int) -> HttpResponse:
    """One letter with its headers."""
    _require_developer(request)
    return render(request, "mail/letter.html", {"letter": get_object_or_404(Mail, pk=id)})


def _require_developer(request: HttpRequest) -> None:
    """Whoever opens this reads everybody's log-in codes: only on the machine itself, where no mail server is set."""
    if not settings.MAIL_PAGE or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404
