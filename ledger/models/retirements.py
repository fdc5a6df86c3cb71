"""Retirements: tokens used up, for good, for somebody."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now

from commons.models import Agent, Place
from commons.rules import ids
from ledger.models.batches import Batch
from ledger.rules import commitments


class Retirement(models.Model):
    """Tokens of a batch that a holder took out of use, for a beneficiary and the period it consumed in. Final.

    Beneficiary and reason are on the public record as commitments under `salt`; the words stay here, and
    can be erased. A beneficiary that is a collective may be named in public.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("ledger_retirement_number"), function="nextval")
    )
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="retirements")
    holder = models.ForeignKey(Agent, models.PROTECT, related_name="retirements")
    quantity_g = models.BigIntegerField()
    beneficiary = models.CharField(max_length=200, blank=True)
    beneficiary_is_public = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000, blank=True)
    salt = models.BinaryField(null=True, default=commitments.new_salt, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    consumed = DateRangeField(null=True, blank=True, help_text="the period whose emissions this answers for")
    retired_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.CheckConstraint(name="retirement_is_positive", condition=Q(quantity_g__gt=0))]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a beneficiary quotes and anybody can look up."""
        return f"R-{self.number:06d}"
