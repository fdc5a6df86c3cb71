"""Memberships: who is in which collective, in which role, since and until when."""

from datetime import datetime

from commons import errors
from commons.models import Agent, Membership
from commons.queries import agents


def add(*, by: Agent, collective: Agent, member: Agent, at: datetime, role: str = Membership.Role.MEMBER) -> Membership:
    """Take somebody in, or change the role of who is in. Only a steward can. Raises NotAllowed, BadInput."""
    _lock(collective)
    _require_steward(by, collective)
    if role not in Membership.Role.values:
        raise errors.BadInput("role", role, " or ".join(Membership.Role.values))
    if member.kind != Agent.Kind.PERSON or member.erased_at:
        raise errors.BadInput("member", member, "a person")
    current = collective.memberships.current().filter(member=member).first()
    if current and current.role == role:
        return current
    if current:
        _require_another_steward(current)
        _end(current, at)
    return Membership.objects.create(collective=collective, member=member, role=role, since=at)


def leave(*, by: Agent, collective: Agent, member: Agent, at: datetime) -> Membership:
    """End a membership: one's own, or as a steward anybody's. Raises NotAllowed, BadInput."""
    _lock(collective)
    if by != member:
        _require_steward(by, collective)
    current = collective.memberships.current().filter(member=member).first()
    if current is None:
        raise errors.BadInput("member", member, f"somebody who is in {collective}")
    _require_another_steward(current)
    return _end(current, at)


def _lock(collective: Agent) -> None:
    """So that the last two stewards cannot leave at once."""
    Agent.objects.select_for_update().get(pk=collective.pk)


def _end(membership: Membership, at: datetime) -> Membership:
    membership.until = max(at, membership.since)
    membership.save(update_fields=["until"])
    return membership


def _require_steward(by: Agent, collective: Agent) -> None:
    if agents.role(by, collective) != Membership.Role.STEWARD:
        raise errors.NotAllowed(f"{by} is no steward of {collective}.")


def _require_another_steward(leaving: Membership) -> None:
    stewards = leaving.collective.memberships.current().filter(role=Membership.Role.STEWARD)
    if leaving.role == Membership.Role.STEWARD and not stewards.exclude(pk=leaving.pk).exists():
        raise errors.NotAllowed(f"{leaving.member} is the last steward of {leaving.collective}: name another first.")
