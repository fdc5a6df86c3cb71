"""Payouts: money on its way from a fund to a claimant."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.entries import Transfer
from ledger.models.funds import Fund

PAYABLE = "payable"


class Payout(models.Model):
    """What a fund pays to a claimant in one bank transfer: held on the books until the bank says that it is paid.

    One at a time for each fund and claimant; what is earned meanwhile waits for the next. After a refusal
    nothing more is prepared until somebody has corrected what `refusal` names, and says so (`retried`).
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        SENT = "sent"
        PAID = "paid"
        REFUSED = "refused"
        RETRIED = "retried"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="payouts", db_index=False)
    claimant = models.ForeignKey(Agent, models.PROTECT, related_name="payouts")
    cents = models.BigIntegerField()
    hold = models.OneToOneField(Transfer, models.DO_NOTHING, related_name="payout", db_constraint=False)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED, editable=False)
    bank_reference = models.CharField(max_length=140, null=True, blank=True, unique=True)
    refusal = models.CharField(max_length=30, blank=True)
    prepared_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["prepared_at", "id"]
        constraints = [
            models.CheckConstraint(name="payout_is_money", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="payout_paid_has_a_bank_reference",
                condition=~Q(state="paid") | (Q(bank_reference__isnull=False) & ~Q(bank_reference="")),
            ),
            models.CheckConstraint(
                name="payout_refused_has_a_reason", condition=~Q(state__in=["refused", "retried"]) | ~Q(refusal="")
            ),
            models.CheckConstraint(
                name="payout_state_is_known",
                condition=Q(state__in=["prepared", "sent", "paid", "refused", "retried"]),
            ),
            models.UniqueConstraint(
                fields=["fund", "claimant"],
                condition=Q(state__in=["prepared", "sent", "refused"]),
                name="payout_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents} cents to {self.claimant}"
