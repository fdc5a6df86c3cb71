"""Agents: a person at sign-up, a collective when somebody founds one."""

from datetime import datetime

from commons import errors
from commons.models import Agent, Membership, Place, User
from commons.rules import ids, names


def register(*, user: User, name: str, place: Place | None = None) -> Agent:
    """The person behind a login: made the first time, the same one ever after. Raises BadInput."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.agent is None:
        locked.agent = Agent.objects.create(kind=Agent.Kind.PERSON, name=names.clean(name), place=place)
        locked.save(update_fields=["agent"])
    user.agent = locked.agent
    return locked.agent


def found(*, by: Agent, name: str, at: datetime, place: Place | None = None) -> Agent:
    """A new collective, with whoever founds it as its steward. Raises BadInput, NotAllowed."""
    if by.kind != Agent.Kind.PERSON or by.erased_at:
        raise errors.NotAllowed(f"{by} is no person: only people found collectives.")
    collective = Agent.objects.create(
        id=ids.uuid7(), kind=Agent.Kind.COLLECTIVE, name=names.clean(name), place=place or by.place
    )
    Membership.objects.create(collective=collective, member=by, role=Membership.Role.STEWARD, since=at)
    return collective
