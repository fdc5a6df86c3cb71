"""What agents are to one another."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from commons.models import Agent, Membership


def role(member: Agent, collective: Agent) -> str | None:
    """The role that they have there today, if any."""
    current = Membership.objects.current().filter(member=member, collective=collective)
    return current.values_list("role", flat=True).first()


def collectives_of(member: Agent) -> QuerySet[Agent]:
    """Those that they are in today, by name."""
    return Agent.objects.filter(memberships__member=member, memberships__until=None).order_by("name", "id")


def may_act_for(person: Agent) -> list[Agent]:
    """Themselves first, then their collectives: whom they can choose to act for."""
    return [person, *collectives_of(person)]


def with_roles(person: Agent) -> list[tuple[Agent, str]]:
    """Themselves first, then their collectives by name, each with the role that they have there."""
    current = Membership.objects.current().filter(member=person).select_related("collective")
    found = [(membership.collective, membership.role) for membership in current]
    return [(person, ""), *sorted(found, key=lambda each: (each[0].name, each[0].pk))]


def treasuries(person: Agent | None) -> list[UUID]:
    """Ids of the collectives whose treasurer they are today."""
    if person is None:
        return []
    held = Membership.objects.current().filter(member=person, role=Membership.Role.TREASURER)
    return list(held.values_list("collective_id", flat=True))


def are_fellows(one: Agent, others: Iterable[Agent]) -> bool:
    """Whether `one` is today in one of the others, or in a collective with one of them."""
    whom = list(others)
    mine = Membership.objects.current().filter(member=one).values("collective")
    shared = Membership.objects.current().filter(member__in=whom, collective__in=mine)
    return shared.exists() or Membership.objects.current().filter(member=one, collective__in=whom).exists()
