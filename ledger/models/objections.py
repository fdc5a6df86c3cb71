"""Objections: what speaks against a claim that was verified."""

from django.db import models
from django.db.models import Q

from commons.models import Agent
from commons.rules import ids
from ledger.models.claims import Claim


class Objection(models.Model):
    """Somebody's reasons why a verified claim should not be issued. While it is open, the claim stays suspended."""

    class Outcome(models.TextChoices):
        DISMISSED = "dismissed"
        UPHELD = "upheld"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="objections")
    by = models.ForeignKey(Agent, models.PROTECT, related_name="objections")
    reasons = models.TextField(max_length=5000)
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(max_length=5000, blank=True)
    salt = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "by"], condition=Q(decided_at=None), name="objection_one_open_each"
            ),
            models.CheckConstraint(
                name="objection_is_decided_or_not",
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome__in=["dismissed", "upheld"], decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_not_decided_by_its_raiser",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"objection by {self.by} to {self.claim_id}"
