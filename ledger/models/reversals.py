"""Reversals: an effect that was counted and did not last."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.batches import Batch
from ledger.rules import commitments


class Reversal(models.Model):
    """Grams of a batch's effect that were lost again (a fire, a felled plot, a wrong meter), and who bore it.

    The four parts add up to the quantity: tokens of the batch itself, its own buffer, the pooled buffer of
    its family, and what nobody could bear, which the claimant owes in the unit `gCO2e-reversal`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="reversals")
    quantity_g = models.BigIntegerField()
    own_g = models.BigIntegerField()
    buffer_g = models.BigIntegerField()
    pool_g = models.BigIntegerField()
    debt_g = models.BigIntegerField()
    reason = models.TextField(max_length=2000)
    salt = models.BinaryField(null=True, default=commitments.new_salt, editable=False)
    reversed_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reversal_is_borne_in_full",
                condition=Q(quantity_g__gt=0, own_g__gte=0, buffer_g__gte=0, pool_g__gte=0, debt_g__gte=0)
                & Q(quantity_g=F("own_g") + F("buffer_g") + F("pool_g") + F("debt_g")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity_g} g of {self.batch}"
