"""Evidence: the files behind a claim."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.claims import Claim


class Evidence(models.Model):
    """A file behind a claim. The same bytes can stand behind one live claim only, whoever files them.

    `fingerprint` is an HMAC of the bytes under the instance's key: compared here, never published.
    `sha256` goes when the person is erased, as the file does.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="evidence")
    added_by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    file = models.FileField(upload_to="evidence", blank=True, max_length=200)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField("size in bytes")
    sha256 = models.BinaryField(max_length=32, null=True, editable=False)
    fingerprint = models.BinaryField(max_length=32, editable=False)
    live = models.BooleanField(default=False, editable=False, help_text="Kept by the database from the claim's state")
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], condition=Q(live=True), name="evidence_once_among_live"),
            models.UniqueConstraint(fields=["claim", "fingerprint"], name="evidence_once_a_claim"),
            models.CheckConstraint(name="evidence_is_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name or f"erased file {self.id}"
