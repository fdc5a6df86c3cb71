"""Invitations into a collective, by e-mail."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from commons.models.agents import Agent, Membership
from commons.rules import ids


class Invitation(models.Model):
    """A steward's letter to an address: whoever opens its link may join, until it expires or is withdrawn.

    The address need not be known here. It is emptied once the invitation has ended: who was asked and did not come
    is nobody's business.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    collective = models.ForeignKey(Agent, models.PROTECT, related_name="invitations")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    invited_by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    invited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "collective", Lower("email"), condition=Q(state="open"), name="invitation_open_once_an_address"
            ),
            models.CheckConstraint(
                name="invitation_role_is_known", condition=Q(role__in=["steward", "treasurer", "member"])
            ),
            models.CheckConstraint(
                name="invitation_state_is_known",
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="invitation_is_open_or_ended",
                condition=(Q(state="open", ended_at=None) & ~Q(email=""))
                | (~Q(state="open") & Q(ended_at__isnull=False, email="")),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(state="accepted", member__isnull=False) | (~Q(state="accepted") & Q(member=None)),
            ),
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=models.F("invited_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.email or 'somebody'} into {self.collective}"
