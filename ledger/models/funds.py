"""Funds: the public purses that pay for verified contributions."""

from django.db import models
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.units import Unit


class Fund(models.Model):
    """A purse that pays an announced price per tonne, in one currency, out of money that has arrived.

    Its `agent`, a collective, holds the receipts, and the tokens that grants and charges paid for.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    agent = models.OneToOneField(Agent, models.PROTECT, related_name="fund")
    currency = models.ForeignKey(Unit, models.PROTECT, default="EUR", related_name="+", db_index=False)
    purpose = models.TextField(max_length=2000, blank=True)
    founded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["founded_at", "id"]

    def __str__(self) -> str:
        return self.agent.name
