"""For whom one acts: oneself, or a collective that one is in. Chosen once, in the header, and asked again each time.

Pages of every app read it through `acting_for(request)`; forms that file, pledge or retire begin with it and show it.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commons.models import Agent
from commons.queries import agents
from commons.views.edges import signed_in

SESSION_KEY = "acting_for"


def acting_for(request: HttpRequest) -> Agent | None:
    """The agent whom this person acts for now: themselves, unless they chose a collective and are in it still.

    None for visitors, and for a login without a name. One query, and only if a collective was chosen.
    """
    person = request.user.agent if request.user.is_authenticated else None
    chosen = request.session.get(SESSION_KEY) if person else None
    if person is None or not chosen:
        return person
    if not hasattr(request, "_acting_for"):
        request._acting_for = agents.collectives_of(person).filter(pk=chosen).first()  # type: ignore[attr-defined]
        if request._acting_for is None:  # type: ignore[attr-defined]
            del request.session[SESSION_KEY]  # they are in it no longer
    found: Agent | None = request._acting_for  # type: ignore[attr-defined]
    return found or person


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Act for oneself or for a collective, from now on."""
    person = request.user.agent
    who = agents.with_roles(person)
    back = _back(request)
    if request.method == "POST":
        chosen = next((agent for agent, _role in who if str(agent.pk) == request.POST.get("agent")), None)
        if chosen is not None:
            _keep(request, person, chosen)
            return redirect(back)
    now = acting_for(request)
    return render(request, "commons/acting.html", {"who": who, "now": now, "next": back, "section": "acting"})


def _keep(request: HttpRequest, person: Agent, chosen: Agent) -> None:
    if chosen == person:
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("You act for yourself."))
    else:
        request.session[SESSION_KEY] = str(UUID(str(chosen.pk)))
        messages.success(request, _("You act for %(name)s.") % {"name": chosen.name})


def _back(request: HttpRequest) -> str:
    """Where one came from, if it is one of our own pages."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"
