"""Verifiers, and what they found."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from commons.models import Agent
from commons.rules import ids
from ledger.models.claims import Claim
from ledger.models.entries import Entry


class Accreditation(models.Model):
    """A person may verify claims of these families during this term, as the entry says."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    verifier = models.ForeignKey(Agent, models.PROTECT, related_name="accreditations")
    families = ArrayField(models.CharField(max_length=40))
    term = DateRangeField()
    # Inserted at the end of the transaction, after this row: Django's foreign keys wait until then.
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended before its term")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="accreditation_names_families", condition=Q(families__len__gt=0)),
            models.CheckConstraint(
                name="accreditation_has_a_term",
                condition=Q(term__isempty=False, term__lower_inf=False, term__upper_inf=False),
            ),
        ]
        indexes = [GinIndex(fields=["families"], name="accreditation_by_family")]

    def __str__(self) -> str:
        return f"{self.verifier} for {', '.join(self.families)}"


class Verification(models.Model):
    """One verifier's look at one claim: drawn, due, and decided or released without a decision.

    The database refuses one that is not accredited for the family, or in conflict, at the draw and again
    at the decision.
    """

    class Outcome(models.TextChoices):
        APPROVE = "approve", "approved"
        REJECT = "reject", "rejected"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verifications", db_index=False)
    verifier = models.ForeignKey(Agent, models.PROTECT, related_name="verifications")
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True, help_text="When it was passed on to another, undecided")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    criteria = models.JSONField(default=dict, help_text="Per criterion: met, not_met or cannot_say")
    question = models.TextField(blank=True, max_length=5000, help_text="What was asked back")
    reasons = models.TextField(blank=True, max_length=5000)
    salt = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "verifier"], name="verification_once_a_verifier"),
            models.CheckConstraint(
                name="verification_outcome_is_known", condition=Q(outcome__in=["", "approve", "reject"])
            ),
            models.CheckConstraint(
                name="verification_is_decided_or_not",
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="verification_released_is_not_decided",
                condition=Q(released_at=None) | Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="verification_is_due_after_the_draw", condition=Q(due_at__gt=models.F("assigned_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="verification_open", condition=Q(decided_at=None, released_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.verifier} on {self.claim_id}"
