"""Batches: the tokens of one verified claim."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from commons.models import Agent, Place
from commons.rules import ids
from ledger.models.claims import Claim

GRAMS = "gCO2e"
HELD, FUNDED, RETIRED, BUFFER, CANCELLED = STATES = ["held", "funded", "retired", "buffer", "cancelled"]


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches, narrowed."""

    def fundable(self) -> "BatchQuerySet":
        """With tokens that no fund has paid for, in the order in which funds pay."""
        return self.filter(open=True).order_by("verified_at", "claim_id")

    def locked(self) -> "BatchQuerySet":
        """Locked in id order: whoever moves tokens of a batch holds its row."""
        return self.order_by("id").select_for_update(no_key=True)


class Batch(models.Model):
    """The tokens issued for one verified claim: one token is one gram of CO2e that was kept out or taken out.

    The tokens stand on accounts about the batch, one for each state and holder (STATES), so that
    issued = held + funded + retired + buffer + cancelled: only the mint puts tokens in, and nothing takes
    them out (ledger_flow lists the lines). What a claim was is copied here when it is issued, and never
    changes. Its id is that of the entry that issued it. `open` is while the claimant holds tokens that a
    fund could still pay for.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("ledger_batch_number"), function="nextval")
    )
    # No constraints on these three: a trigger compares them with the claim's own, once a statement.
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="batch", db_constraint=False)
    claimant = models.ForeignKey(Agent, models.PROTECT, related_name="batches", db_constraint=False)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        to_field="path",
        db_column="place_path",
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    family = models.CharField(max_length=40)
    vintage = models.PositiveSmallIntegerField()
    quantity_g = models.BigIntegerField()
    buffer_g = models.BigIntegerField()
    verified_at = models.DateTimeField()
    issued_at = models.DateTimeField(db_default=Now(), editable=False)
    open = models.BooleanField(default=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="batch_quantity_is_positive", condition=Q(quantity_g__gt=0)),
            models.CheckConstraint(
                name="batch_buffer_is_a_part", condition=Q(buffer_g__gte=0, buffer_g__lte=F("quantity_g"))
            ),
            models.CheckConstraint(name="batch_vintage_is_a_year", condition=Q(vintage__range=(1990, 2200))),
        ]
        indexes = [
            models.Index(fields=["verified_at", "claim"], name="batch_to_fund", condition=Q(open=True)),
            models.Index(fields=["family", "number"], name="batch_with_buffer", condition=Q(buffer_g__gt=0)),
        ]

    def __str__(self) -> str:
        return self.serials

    @property
    def serials(self) -> str:
        """The serial numbers: the batch's own number, then its grams counted from 1, so that no two overlap."""
        return f"{self.number}:1-{self.quantity_g}"
