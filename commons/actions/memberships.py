"""Memberships: who is in which collective, in which role, since and until when."""

from datetime import datetime

from commons import errors
from commons.actions import notices
from commons.models import Agent, Membership
from commons.queries import agents


def add(*, by: Agent, collective: Agent, member: Agent, at: datetime, role: str = Membership.Role.MEMBER) -> Membership:
    """Take somebody in, or change the role of who is in. Only a steward can. Raises NotAllowed, BadInput."""
    lock(collective)
    require_steward(by, collective)
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
    return begin(by=by, collective=collective, member=member, role=role, at=at)


def leave(*, by: Agent, collective: Agent, member: Agent, at: datetime) -> Membership:
    """End a membership: one's own, or as a steward anybody's. Raises NotAllowed, BadInput."""
    lock(collective)
    if by != member:
        require_steward(by, collective)
    current = collective.memberships.current().filter(member=member).first()
    if current is None:
        raise errors.BadInput("member", member, f"somebody who is in {collective}")
    _require_another_steward(current)
    facts = {"collective": collective.name, "id": str(collective.pk)}
    if by == member:
        left = {**facts, "name": member.name}
        notices.tell("membership.left", collective.pk, left, by=by.pk, roles=[Membership.Role.STEWARD])
    else:
        notices.tell("membership.ended", member.pk, facts, by=by.pk)
    return _end(current, at)


def lock(collective: Agent) -> None:
    """So that the last two stewards cannot leave at once, and nobody joins twice."""
    Agent.objects.select_for_update().get(pk=collective.pk)


def begin(*, by: Agent, collective: Agent, member: Agent, role: str, at: datetime) -> Membership:
    """From now on they are in, and are told as what, unless they did it themselves."""
    facts = {"collective": collective.name, "id": str(collective.pk), "role": role}
    notices.tell("membership.changed", member.pk, facts, by=by.pk)
    return Membership.objects.create(collective=collective, member=member, role=role, since=at)


def _end(membership: Membership, at: datetime) -> Membership:
    membership.until = max(at, membership.since)
    membership.save(update_fields=["until"])
    return membership


def require_steward(by: Agent, collective: Agent) -> None:
    if agents.role(by, collective) != Membership.Role.STEWARD:
        raise errors.NotAllowed(f"{by} is no steward of {collective}.")


def _require_another_steward(leaving: Membership) -> None:
    stewards = leaving.collective.memberships.current().filter(role=Membership.Role.STEWARD)
    if leaving.role == Membership.Role.STEWARD and not stewards.exclude(pk=leaving.pk).exists():
        raise errors.NotAllowed(f"{leaving.member} is the last steward of {leaving.collective}: name another first.")
