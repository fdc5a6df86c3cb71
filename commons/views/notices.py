"""Notifications: what happened to what is one's own, and how one is told of it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commons.forms.preferences import PreferencesForm
from commons.queries import agents
from config.plumbing import cursors, notifications

NEWEST = ("-unread", "-id")
SIZE = 25


class Filters(forms.Form):
    """What stands in the address."""

    topic = forms.CharField(required=False, max_length=20)
    owner = forms.UUIDField(required=False)
    unread = forms.BooleanField(required=False)


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """All that one was told: what is not read first, the newest first."""
    form = Filters(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"topic": "", "owner": None, "unread": False}
    try:
        found = _found(request.user, asked)
        page = cursors.page(found, order=NEWEST, cursor=request.GET.get("cursor") or None, size=SIZE)
    except cursors.BadCursor:
        return redirect("notifications")
    who = agents.may_act_for(request.user.agent) if request.user.agent else []
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "notices": notifications.in_words(page.rows),
        "page": page,
        "query": query,
        "asked": asked,
        "topics": notifications.TOPICS.values(),
        "who": who,
        "owners": {agent.pk: agent for agent in who},
        "section": "notifications",
    }
    return render(request, "commons/notifications.html", context)


@login_required
def opened(request: HttpRequest, id: int) -> HttpResponse:
    """On to what it is about; it counts as read from then on."""
    row = get_object_or_404(notifications.of_user(request.user), pk=id)
    notifications.mark_read(request.user, [row.pk], at=timezone.now())
    shown = notifications.in_words([row])
    return redirect(shown[0].url if shown else "notifications")


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark those that were on the page as read; without any, all."""
    ids = [int(id) for id in request.POST.getlist("id") if id.isdecimal() and len(id) < 19]
    notifications.mark_read(request.user, ids or None, at=timezone.now())
    return redirect("notifications")


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """By mail at once, once a day, or not at all: for each topic."""
    form = PreferencesForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("preferences")
    return render(request, "commons/preferences.html", {"form": form, "section": "notifications"})


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail about a topic: by the link of a letter, without a log-in.

    A mail program posts by itself (RFC 8058), without our cookies; a person who opens the link is asked once, since
    programs that look for viruses open links too. The token says who and what, and can do nothing else.
    """
    try:
        user, topic = notifications.stopped_by(token)
    except BadSignature as error:
        raise Http404 from error
    context: dict[str, Any] = {"topic": notifications.TOPICS.get(topic), "done": request.method == "POST"}
    if request.method == "POST":
        notifications.choose(user, topic, "" if "again" in request.POST else notifications.NEVER)
        context["again"] = "again" in request.POST
    return render(request, "commons/stop.html", context)


def _found(user: Any, asked: dict[str, Any]) -> Any:
    found = notifications.of_user(user)
    if asked["topic"]:
        found = found.filter(kind__in=[k.code for k in notifications.KINDS.values() if k.topic == asked["topic"]])
    if asked["owner"]:
        found = found.filter(owner=asked["owner"])
    return found.filter(unread=True) if asked["unread"] else found
