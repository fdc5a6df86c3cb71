"""Agents: a person at sign-up, a collective when somebody founds one."""

from datetime import datetime

from commons import errors
from commons.actions import memberships
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


def describe(*, user: User, name: str, place: Place | None, time_zone: str, language: str) -> Agent:
    """What a person says of themselves, and how they read these pages. Raises BadInput."""
    agent = Agent.objects.select_for_update(of=("self",)).get(user=user)
    agent.name, agent.place = names.clean(name), place
    agent.save(update_fields=["name", "place"])
    user.time_zone, user.language = time_zone, language
    user.save(update_fields=["time_zone", "language"])
    return agent


def change(*, by: Agent, collective: Agent, name: str, place: Place | None, about: str) -> Agent:
    """What everybody may read of a collective; its stewards write it. Raises NotAllowed, BadInput."""
    memberships.require_steward(by, collective)
    locked = Agent.objects.select_for_update(of=("self",)).get(pk=collective.pk)
    locked.name, locked.place, locked.about = names.clean(name), place, names.clean_text(about)
    locked.save(update_fields=["name", "place", "about"])
    return locked


def found(*, by: Agent, name: str, at: datetime, place: Place | None = None, about: str = "") -> Agent:
    """A new collective, with whoever founds it as its steward. Raises BadInput, NotAllowed."""
    if by.kind != Agent.Kind.PERSON or by.erased_at:
        raise errors.NotAllowed(f"{by} is no person: only people found collectives.")
    collective = Agent.objects.create(
        id=ids.uuid7(), kind=Agent.Kind.COLLECTIVE, name=names.clean(name), place=place or by.place,
        about=names.clean_text(about),
    )  # fmt: skip
    Membership.objects.create(collective=collective, member=by, role=Membership.Role.STEWARD, since=at)
    return collective
