"""One's own page: name, place, time zone and language; one's roles; one's data."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.actions import agents as actions
from commons.actions import takeouts
from commons.forms.profiles import ProfileForm
from commons.forms.refusals import NothingForm
from commons.models import Takeout
from commons.queries import agents
from commons.views.edges import attempt, signed_in
from config.plumbing import panels


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """What one says of oneself, and what one may do here."""
    user, agent = request.user, request.user.agent
    initial = {"name": agent.name, "place": agent.place, "time_zone": user.time_zone, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt(form, actions.describe, user=user, **form.cleaned_data):
        messages.success(request, _("Kept."))
        response = redirect("profile")
        _keep_language(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "collectives": agents.with_roles(agent)[1:],
        "panels": panels.shown("profile", request, agent),
        "section": "profile",
        "has_errors": bool(form.errors),
    }
    return render(request, "commons/profile.html", context, status=400 if form.errors else 200)


@login_required
def data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about oneself, to download."""
    form = NothingForm()
    if request.method == "POST" and attempt(form, takeouts.ask, user=request.user, at=timezone.now()):
        messages.success(request, _("Your data is being put together. You are told when it is ready."))
        return redirect("your_data")
    context = {"form": form, "takeouts": request.user.takeouts.all()[:5], "section": "profile"}
    return render(request, "commons/data.html", context, status=400 if form.errors else 200)


@login_required
@reauthentication_required
def download(request: HttpRequest, id: UUID) -> HttpResponse:
    """The zip, for the person that it is about, who has just shown again that it is them."""
    found = get_object_or_404(Takeout, pk=id, user=request.user, expires_at__gt=timezone.now())
    name = f"my-data-{found.made_at:%Y-%m-%d}.zip"
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, for how long, and who reads it."""
    return render(request, "commons/privacy.html", {"contact": settings.DEFAULT_FROM_EMAIL})


def _keep_language(response: HttpResponse, language: str) -> None:
    """The browser's own choice follows what was chosen here."""
    if not language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )  # fmt: skip
