"""Funds: the public purses that pay for verified contributions."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.units import Unit


class Fund(models.Model):
    """A purse that pays an announced price per tonne, in one currency, out of money that has arrived.

    Its `agent`, a collective, holds the receipts, and the tokens that grants and charges paid for. `iban` and
    `account_holder`: where money is paid in. What a claimant is owed is paid out from `minimum_payout_cents` on.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    agent = models.OneToOneField(Agent, models.PROTECT, related_name="fund")
    currency = models.ForeignKey(Unit, models.PROTECT, default="EUR", related_name="+", db_index=False)
    purpose = models.TextField(max_length=2000, blank=True)
    iban = models.CharField(max_length=34, blank=True, editable=False)
    account_holder = models.CharField(max_length=140, blank=True, editable=False)
    minimum_payout_cents = models.BigIntegerField(db_default=0, default=0, editable=False)
    founded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["founded_at", "id"]
        constraints = [
            models.CheckConstraint(name="fund_minimum_not_negative", condition=Q(minimum_payout_cents__gte=0)),
            models.CheckConstraint(
                name="fund_bank_account_is_whole",
                condition=Q(iban="", account_holder="") | (~Q(iban="") & ~Q(account_holder="")),
            ),
        ]

    def __str__(self) -> str:
        return self.agent.name
