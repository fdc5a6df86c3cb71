"""Collectives: one's own, the page that everybody reads, and the people behind it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.actions import agents as actions
from commons.actions import invitations, memberships
from commons.forms.collectives import CollectiveForm, InvitationForm, RoleForm
from commons.forms.refusals import NothingForm
from commons.models import Agent, Invitation, Membership
from commons.queries import agents
from commons.views.edges import attempt, signed_in
from config.plumbing import panels


@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """Those that one is in."""
    mine = agents.with_roles(request.user.agent)[1:]
    return render(request, "commons/collectives.html", {"mine": mine, "section": "collectives"})


@signed_in
def found(request: HttpRequest) -> HttpResponse:
    """A new one, with oneself as its steward."""
    form = CollectiveForm(request.POST or None, initial={"place": request.user.agent.place})
    if request.method == "POST" and form.is_valid():
        asked = {**form.cleaned_data, "at": timezone.now()}
        if made := attempt(form, actions.found, by=request.user.agent, **asked):
            messages.success(request, _("%(name)s is founded. Invite the others.") % {"name": made.name})
            return redirect("collective_people", made.pk)
    return _form(request, "commons/collective_new.html", form, {})


def shown(request: HttpRequest, id: UUID) -> HttpResponse:
    """What everybody may read."""
    collective = _collective(id)
    person = request.user.agent if request.user.is_authenticated else None
    context = {
        "collective": collective,
        "role": agents.role(person, collective) if person else None,
        "number": collective.memberships.current().count(),
        "panels": panels.shown("collective", request, collective),
        "section": "collectives",
    }
    return render(request, "commons/collective.html", context)


@signed_in
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Its name, place and words, by a steward."""
    collective = _collective(id)
    _require_steward(request, collective)
    initial = {"name": collective.name, "place": collective.place, "about": collective.about}
    form = CollectiveForm(request.POST or None, initial=initial)
    asked = {"by": request.user.agent, "collective": collective}
    if request.method == "POST" and form.is_valid() and attempt(form, actions.change, **asked, **form.cleaned_data):
        return redirect("collective", collective.pk)
    return _form(request, "commons/collective_change.html", form, {"collective": collective})


@signed_in
def people(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is in, for those who are; and inviting others, for stewards."""
    collective, role = _inside(request, id)
    steward = role == Membership.Role.STEWARD
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and steward and form.is_valid():
        asked = {**form.cleaned_data, "at": timezone.now()}
        if made := attempt(form, invitations.invite, by=request.user.agent, collective=collective, **asked):
            said = _("A letter is on its way to %(address)s. It waits for an answer until %(day)s.")
            day = date_format(timezone.localtime(made.expires_at), "j F Y")
            messages.success(request, said % {"address": made.email, "day": day})
            return redirect("collective_people", collective.pk)
    open_ = collective.invitations.filter(state=Invitation.State.OPEN).select_related("invited_by") if steward else ()
    context = {
        "collective": collective,
        "memberships": collective.memberships.current().select_related("member").order_by("member__name", "id"),
        "role": role,
        "steward": steward,
        "invitations": open_,
        "now": timezone.now(),
    }
    return _form(request, "commons/collective_people.html", form, context)


@signed_in
def role(request: HttpRequest, id: UUID, member: UUID) -> HttpResponse:
    """Another role for a member."""
    collective, _role = _inside(request, id)
    _require_steward(request, collective)
    current = get_object_or_404(collective.memberships.current().select_related("member"), member=member)
    form = RoleForm(request.POST or None, initial={"role": current.role})
    if request.method == "POST" and form.is_valid():
        asked = {"collective": collective, "member": current.member, "role": form.cleaned_data["role"]}
        if attempt(form, memberships.add, by=request.user.agent, at=timezone.now(), **asked):
            return redirect("collective_people", collective.pk)
    return _form(request, "commons/collective_role.html", form, {"collective": collective, "membership": current})


@signed_in
def end(request: HttpRequest, id: UUID, member: UUID) -> HttpResponse:
    """Leave, or as a steward let somebody go: asked once more first."""
    collective, role = _inside(request, id)
    current = get_object_or_404(collective.memberships.current().select_related("member"), member=member)
    own = current.member == request.user.agent
    if not own and role != Membership.Role.STEWARD:
        raise Http404
    form = NothingForm()
    if request.method == "POST":
        asked = {"collective": collective, "member": current.member, "at": timezone.now()}
        if attempt(form, memberships.leave, by=request.user.agent, **asked):
            said = _("You left %(collective)s.") if own else _("%(name)s is no longer in %(collective)s.")
            messages.success(request, said % {"name": current.member.name, "collective": collective.name})
            return redirect("collectives" if own else "collective_people", *([] if own else [collective.pk]))
    context = {"collective": collective, "membership": current, "own": own}
    return _form(request, "commons/collective_end.html", form, context)


@signed_in
@require_POST
def invitation_again(request: HttpRequest, id: UUID, invitation: UUID) -> HttpResponse:
    """Send the same letter again."""
    return _on_invitation(request, id, invitation, invitations.send_again, _("The letter was sent again."))


@signed_in
@require_POST
def invitation_withdraw(request: HttpRequest, id: UUID, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    return _on_invitation(request, id, invitation, invitations.withdraw, _("The invitation is withdrawn."))


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the letter leads to: who invites, into what; joining takes a log-in, declining does not."""
    made = invitations.named_by(token)
    if made is None:
        raise Http404
    form, now = NothingForm(), timezone.now()
    person = request.user.agent if request.user.is_authenticated else None
    declines, accepts = "decline" in request.POST, "accept" in request.POST and person
    if declines and attempt(form, invitations.decline, invitation=made, at=now):
        messages.success(request, _("You declined. The stewards are told."))
        return redirect("home")
    if accepts and attempt(form, invitations.accept, by=person, invitation=made, at=now):
        messages.success(request, _("You are in %(collective)s.") % {"collective": made.collective.name})
        return redirect("collective", made.collective_id)
    context = {"invitation": made, "open": made.state == "open" and made.expires_at > now, "person": person}
    return _form(request, "commons/invitation.html", form, context)


def _on_invitation(request: HttpRequest, id: UUID, invitation: UUID, action: Any, said: str) -> HttpResponse:
    collective, _role = _inside(request, id)
    _require_steward(request, collective)
    made = get_object_or_404(collective.invitations, pk=invitation)
    form = NothingForm()
    if attempt(form, action, by=request.user.agent, invitation=made, at=timezone.now()):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("collective_people", id)


def _collective(id: UUID) -> Agent:
    known = Agent.objects.filter(kind=Agent.Kind.COLLECTIVE).select_related("place")
    return get_object_or_404(known, pk=id)


def _inside(request: HttpRequest, id: UUID) -> tuple[Agent, str]:
    """The collective and the reader's role there; to everybody else it has no such page."""
    collective = _collective(id)
    role = agents.role(request.user.agent, collective)
    if role is None:
        raise Http404
    return collective, role


def _require_steward(request: HttpRequest, collective: Agent) -> None:
    if agents.role(request.user.agent, collective) != Membership.Role.STEWARD:
        raise Http404


def _form(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "section": "collectives", "has_errors": bool(form.errors)}
    return render(request, template, context, status=400 if form.errors else 200)
