"""Corrections: what an operator put right, and by which new entry."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.entries import Entry
from ledger.rules import commitments


class Correction(models.Model):
    """One entry of the record that puts another right: the other stays as it is, and both point to each other.

    The reason is on the record as a commitment under `salt`; the words stay here. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    corrected = models.ForeignKey(Entry, models.PROTECT, related_name="corrections")
    # Inserted at the end of the transaction, after this row: Django's foreign keys wait until then.
    correction = models.OneToOneField(Entry, models.PROTECT, related_name="corrects")
    reason = models.TextField(max_length=2000)
    salt = models.BinaryField(max_length=16, default=commitments.new_salt, editable=False)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    corrected_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="correction_is_another_entry", condition=~Q(corrected=F("correction"))),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"correction of {self.corrected_id}"
