"""Farewells: what the commons forget when a person is erased."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from commons.models import Agent, Invitation, Membership, Takeout, User
from config.models import Mail
from config.plumbing import notifications


def part(*, person: Agent, at: datetime) -> None:
    """End their memberships and invitations, log them out everywhere, and delete login, letters and takeouts.

    With the login go e-mail addresses, passkeys, second factors, preferences and notifications. What they wrote is
    taken out of the notifications of others. Refused by law where others are in a collective and no other steward is.
    """
    Membership.objects.current().filter(member=person).update(until=at)
    open_ = Invitation.objects.filter(state=Invitation.State.OPEN)
    for user in User.objects.filter(agent=person):
        theirs = open_.filter(Q(email__iexact=user.email) | Q(invited_by=person))
        theirs.update(state=Invitation.State.WITHDRAWN, ended_at=at, email="")
        _log_out(user)
        _delete_letters(user)
        _delete_takeouts(user)
        user.delete()
    notifications.forget(person.pk)


def _log_out(user: User) -> None:
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()


def _delete_letters(user: User) -> None:
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    anywhere = Q(user=user)
    for address in addresses:
        anywhere |= Q(recipient__iexact=address)
    Mail.objects.filter(anywhere).delete()


def _delete_takeouts(user: User) -> None:
    files = [name for name in Takeout.objects.filter(user=user).values_list("file", flat=True) if name]

    def delete() -> None:
        for name in files:
            default_storage.delete(name)

    transaction.on_commit(delete)
