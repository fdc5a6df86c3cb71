"""Import runs: the files that were read."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids


class ImportRun(models.Model):
    """One file that was read, known by what is in it: the same file read again is the same run.

    `counts` say what became of its lines, and are written when all of it has been read (`ended_at`).
    """

    class Kind(models.TextChoices):
        REGISTRY = "registry"
        PROJECTS = "projects"
        MEASUREMENTS = "measurements"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200, help_text="The file's name when it was first read")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of its bytes")
    by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="importrun_once_a_file"),
            models.CheckConstraint(
                name="importrun_kind_is_known", condition=Q(kind__in=["registry", "projects", "measurements"])
            ),
        ]

    def __str__(self) -> str:
        return self.name
