"""Invitations: a letter into a collective, to people whom we may not know yet."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from commons import errors
from commons.actions import memberships, notices
from commons.models import Agent, Invitation, Membership, User
from config.plumbing import mail

OPEN_FOR = timedelta(days=14)
MOST_OPEN = 50
SALT = "invitation"
State = Invitation.State


def invite(*, by: Agent, collective: Agent, email: str, at: datetime, role: str = Membership.Role.MEMBER) -> Invitation:
    """Write to an address. Raises NotAllowed (no steward, too many open), BadInput (in already, asked already)."""
    memberships.lock(collective)
    memberships.require_steward(by, collective)
    address = _address(email)
    if role not in Membership.Role.values:
        raise errors.BadInput("role", role, " or ".join(Membership.Role.values))
    _end_expired(collective, at)
    waiting = collective.invitations.filter(state=State.OPEN)
    if waiting.filter(email__iexact=address).exists():
        raise errors.BadInput("email", address, "an address that has no open invitation: send that one again instead")
    if waiting.count() >= MOST_OPEN:
        raise errors.NotAllowed(f"At most {MOST_OPEN} invitations are open at once: wait for some, or withdraw some.")
    known = User.objects.filter(email__iexact=address, is_active=True).exclude(agent=None).first()
    if known and collective.memberships.current().filter(member=known.agent).exists():
        raise errors.BadInput("email", address, "the address of somebody who is not in it yet")
    made = Invitation.objects.create(
        collective=collective, email=address, role=role, invited_by=by, invited_at=at, expires_at=at + OPEN_FOR
    )
    _send(made, known)
    return made


def send_again(*, by: Agent, invitation: Invitation, at: datetime) -> Invitation:
    """The same letter again, and two weeks more. Raises NotAllowed, BadInput once it has ended."""
    memberships.require_steward(by, invitation.collective)
    locked = _locked(invitation)
    locked.expires_at = at + OPEN_FOR
    locked.save(update_fields=["expires_at"])
    _send(locked, None)
    return locked


def accept(*, by: Agent, invitation: Invitation, at: datetime) -> Membership:
    """Join. Whoever has the letter may: it went to an address, and people have several. Raises BadInput, NotAllowed."""
    memberships.lock(invitation.collective)
    locked = _locked(invitation)
    if locked.expires_at <= at:
        raise errors.BadInput("invitation", "expired", "one that has not expired: ask a steward to send it again")
    current = locked.collective.memberships.current().filter(member=by).first()
    joined = current or memberships.begin(by=by, collective=locked.collective, member=by, role=locked.role, at=at)
    _end(locked, State.ACCEPTED, at, member=by)
    facts = {"name": by.name, "collective": locked.collective.name, "id": str(locked.collective_id)}
    notices.tell("invitation.accepted", locked.collective_id, facts, by=by.pk, roles=[Membership.Role.STEWARD])
    return joined


def decline(*, invitation: Invitation, at: datetime) -> Invitation:
    """Whoever has the letter may, without a log-in. Raises BadInput once it has ended."""
    locked = _end(_locked(invitation), State.DECLINED, at)
    facts = {"collective": locked.collective.name, "id": str(locked.collective_id)}
    notices.tell("invitation.declined", locked.collective_id, facts, roles=[Membership.Role.STEWARD])
    return locked


def withdraw(*, by: Agent, invitation: Invitation, at: datetime) -> Invitation:
    """Take an invitation back. Raises NotAllowed, BadInput once it has ended."""
    memberships.require_steward(by, invitation.collective)
    return _end(_locked(invitation), State.WITHDRAWN, at)


def token(invitation: Invitation) -> str:
    """What the letter's link carries: nobody can guess it, and nothing is stored that could leak."""
    return signing.dumps(str(invitation.pk), salt=SALT)


def named_by(token: str) -> Invitation | None:
    """The invitation behind a link, whatever has become of it; None for a link that is not ours."""
    try:
        pk = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.select_related("collective__place", "invited_by").filter(pk=pk).first()


def _send(made: Invitation, known: User | None) -> None:
    address = reverse("invitation", args=[token(made)])
    subject = mail.render("mail/invitation_subject.txt", {"invitation": made})
    mail.send_to_address(
        made.email, subject, "mail/invitation.txt", {"invitation": made, "url": mail.absolute(address)}
    )
    if known and known.agent_id:
        facts = {"collective": made.collective.name, "token": token(made)}
        # On their page alone: the letter is the mail.
        notices.tell("invitation.received", known.agent_id, facts, mailed=True)


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("collective").get(pk=invitation.pk)
    if found.state != State.OPEN:
        raise errors.BadInput("invitation", found.state, "one that is still open")
    return found


def _end(invitation: Invitation, state: str, at: datetime, member: Agent | None = None) -> Invitation:
    invitation.state, invitation.ended_at, invitation.member, invitation.email = state, at, member, ""
    invitation.save(update_fields=["state", "ended_at", "member", "email"])
    return invitation


def _end_expired(collective: Agent, at: datetime) -> None:
    late = collective.invitations.filter(state=State.OPEN, expires_at__lte=at)
    late.update(state=State.WITHDRAWN, ended_at=at, email="")


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise errors.BadInput("email", email, "an e-mail address") from error
    return address
