"""Fundings: which tokens were paid for, by which receipt, at what price."""

from django.db import models
from django.db.models import Q

from ledger.models.batches import Batch
from ledger.models.prices import Price
from ledger.models.receipts import Receipt


class Funding(models.Model):
    """Grams of a batch that one receipt paid for, at an announced price. Never changed.

    Its id is that of the entry on the public record that moved the tokens and the money.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # No constraints on these: a trigger checks them all against one another, once a statement.
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="fundings", db_constraint=False)
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="fundings", db_constraint=False)
    price = models.ForeignKey(Price, models.PROTECT, related_name="fundings", db_index=False, db_constraint=False)
    grams = models.BigIntegerField()
    cents = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="funding_moves_both", condition=Q(grams__gt=0, cents__gt=0))]

    def __str__(self) -> str:
        return f"{self.grams} g for {self.cents} cents"
