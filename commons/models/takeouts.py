"""Takeouts: all that is kept about a person, put together for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.rules import ids


class Takeout(models.Model):
    """One request for a person's own data: asked, then made by a task, and deleted with its file when it expires."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="takeouts")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(max_length=200, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(made_at=None), name="takeout_one_under_way"),
            models.CheckConstraint(
                name="takeout_made_is_whole",
                condition=Q(made_at=None, expires_at=None, file="", size_bytes=None)
                | (Q(made_at__isnull=False, expires_at__gt=models.F("made_at"), size_bytes__gt=0) & ~Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return f"takeout of {self.asked_at:%Y-%m-%d}"
