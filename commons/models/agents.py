"""Agents: the persons and collectives who take part."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now

from commons.models.places import Place
from commons.rules import ids


class Agent(models.Model):
    """Somebody who can act: one person, or a collective of them (a household, a co-operative, a project).

    An erased agent stays as a tombstone, so that the record keeps its meaning without the person.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        COLLECTIVE = "collective"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    about = models.TextField(max_length=2000, blank=True, help_text="What a collective says of itself")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="agents")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(name="agent_kind_is_known", condition=models.Q(kind__in=["person", "collective"])),
            models.CheckConstraint(name="agent_name_is_given", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, narrowed."""

    def current(self) -> "MembershipQuerySet":
        return self.filter(until=None)


class Membership(models.Model):
    """A person's role in a collective, from `since` until `until` (open while null).

    Stewards run it, treasurers book its money, members take part. The last steward goes only when nobody else is left.
    """

    class Role(models.TextChoices):
        STEWARD = "steward"
        TREASURER = "treasurer"
        MEMBER = "member"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    collective = models.ForeignKey(Agent, models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Agent, models.PROTECT, related_name="collectives")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="membership_role_is_known",
                condition=models.Q(role__in=["steward", "treasurer", "member"]),
            ),
            models.CheckConstraint(
                name="membership_is_in_another",
                condition=~models.Q(collective=models.F("member")),
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("collective", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (
                        models.Func("since", "until", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.collective} ({self.role})"
