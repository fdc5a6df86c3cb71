"""What the commons keep about a person, for their takeout."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from commons.models import Agent, Invitation, Membership, User
from config.plumbing.takeouts import Tables, rows_of


def tables(user: Any) -> Tables:
    """Login, person, memberships, invitations, notifications, and how they want mail."""
    yield "login", rows_of(User.objects.filter(pk=user.pk))
    yield "email-addresses", rows_of(EmailAddress.objects.filter(user=user))
    yield "second-factors", Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
    yield "sessions", UserSession.objects.filter(user=user).values("created_at", "ip", "last_seen_at", "user_agent")
    yield "person", rows_of(Agent.objects.filter(pk=user.agent_id))
    yield (
        "memberships",
        Membership.objects.filter(member=user.agent_id).values(
            "collective", "collective__name", "role", "since", "until"
        ),
    )
    asked = Invitation.objects.filter(
        Q(invited_by=user.agent_id) | Q(member=user.agent_id) | Q(email__iexact=user.email)
    )
    yield "invitations", rows_of(asked)
    yield "notifications", rows_of(user.notifications.all())
    yield "mail-preferences", rows_of(user.preferences.all())
