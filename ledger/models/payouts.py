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


class BankAccount(models.Model):
    """Where an agent is paid: for themselves and for treasurers who pay them, never on the record.

    A table of its own, so that nothing else reads it along; the row goes when the person is erased.
    """

    agent = models.OneToOneField(Agent, models.PROTECT, primary_key=True, related_name="bank_account")
    holder_name = models.CharField(max_length=140)
    iban = models.CharField(max_length=34)
    given_by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="bankaccount_has_a_holder", condition=~Q(holder_name="")),
            models.CheckConstraint(
                name="bankaccount_has_an_iban", condition=Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """Enough to know one's own account by."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"
