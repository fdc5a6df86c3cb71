"""Runs: each time that reconciliation went through what was due."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids


class Run(models.Model):
    """One reconciliation: who or what started it, what it did, and the figures that prove that nothing was lost.

    Its counts are written in the transactions that they count, so that those of a killed run (no
    `ended_at`) are true as well.
    """

    class Trigger(models.TextChoices):
        TASK = "task"
        COMMAND = "command"
        ADMIN = "admin"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    trigger = models.CharField(max_length=10, choices=Trigger)
    started_by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    chunks = models.PositiveIntegerField(default=0, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    refusals = models.JSONField(default=dict, editable=False)
    proof = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(name="run_trigger_is_known", condition=Q(trigger__in=["task", "command", "admin"])),
            models.CheckConstraint(
                name="run_ends_after_it_started", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} {self.started_at:%Y-%m-%d %H:%M}"
