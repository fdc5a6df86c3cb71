"""Receipts: money that truly arrived at a fund, and what of it went back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.earmarks import Earmarked
from ledger.models.funds import Fund
from ledger.models.pledges import Pledge

RECEIPT = "receipt"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts, narrowed."""

    def unspent(self) -> "ReceiptQuerySet":
        """With money left, in the order in which they arrived."""
        return self.filter(open=True).order_by("arrived_at", "id")

    def locked(self) -> "ReceiptQuerySet":
        return self.order_by("id").select_for_update(no_key=True)


class Receipt(Earmarked):
    """Money that arrived on a fund's bank account, once: only this is ever spent.

    What is left of it is the balance of its own account (purpose `receipt`), which cannot go below zero.
    Its earmark is copied from the pledge on arrival. Never changed, but for `open`: while there is money left.
    """

    class Source(models.TextChoices):
        PLEDGE = "pledge"
        GRANT = "grant"
        CHARGE = "charge"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="receipts")
    source = models.CharField(max_length=10, choices=Source)
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="receipts")
    payer = models.ForeignKey(Agent, models.PROTECT, related_name="payments")
    funder = models.ForeignKey(Agent, models.PROTECT, related_name="receipts", help_text="to whom funded tokens go")
    cents = models.BigIntegerField()
    bank_reference = models.CharField(max_length=140)
    arrived_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    open = models.BooleanField(default=True, editable=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta(Earmarked.Meta):
        ordering = ["arrived_at", "id"]
        constraints = [
            *Earmarked.Meta.constraints,
            models.CheckConstraint(name="receipt_is_money", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="receipt_source_is_known", condition=Q(source__in=["pledge", "grant", "charge"])
            ),
            models.CheckConstraint(
                name="receipt_of_a_pledge_names_it",
                condition=Q(source="pledge", pledge__isnull=False) | (~Q(source="pledge") & Q(pledge=None)),
            ),
            models.CheckConstraint(name="receipt_has_a_bank_reference", condition=~Q(bank_reference="")),
            models.UniqueConstraint(fields=["source", "bank_reference"], name="receipt_arrives_once"),
        ]
        indexes = [models.Index(fields=["arrived_at", "id"], name="receipt_to_spend", condition=Q(open=True))]

    def __str__(self) -> str:
        return f"{self.cents} cents from {self.payer}"


class Refund(models.Model):
    """Cents of a receipt that went back to its payer, unspent. Never changed."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    cents = models.BigIntegerField()
    reason = models.TextField(max_length=2000)
    bank_reference = models.CharField(max_length=140, unique=True)
    refunded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["refunded_at", "id"]
        constraints = [
            models.CheckConstraint(name="refund_is_money", condition=Q(cents__gt=0)),
            models.CheckConstraint(name="refund_has_a_bank_reference", condition=~Q(bank_reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.cents} cents back to {self.receipt.payer}"
