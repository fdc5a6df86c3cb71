"""Pledges: money that somebody promises to a fund."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from commons.models import Agent
from commons.rules import ids
from ledger.models.earmarks import Earmarked
from ledger.models.funds import Fund
from ledger.rules import banking


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Pledges, narrowed."""

    def active(self) -> "PledgeQuerySet":
        return self.filter(state=Pledge.State.ACTIVE)

    def locked(self) -> "PledgeQuerySet":
        return self.order_by("id").select_for_update(no_key=True)


class Pledge(Earmarked):
    """A funder's promise to a fund: once, or an instalment every month, quarter or year, never more than `cap_cents`
    in all; without a cap until it is withdrawn.

    A promise is not money: only receipts are spent. `due_on`: the next instalment that nobody was asked for yet,
    none where none will come. `benefit` says, in the funder's words, why it pays
    (the water utility pays for the wood above its wells).
    """

    class Cadence(models.TextChoices):
        ONCE = "once"
        MONTHLY = "monthly"
        QUARTERLY = "quarterly"
        YEARLY = "yearly"

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        FULFILLED = "fulfilled"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("ledger_pledge_number"), function="nextval")
    )
    funder = models.ForeignKey(Agent, models.PROTECT, related_name="pledges")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="pledges")
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.ONCE)
    instalment_cents = models.BigIntegerField()
    cap_cents = models.BigIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, editable=False)
    benefit = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE, editable=False)
    pledged_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta(Earmarked.Meta):
        ordering = ["pledged_at", "id"]
        constraints = [
            *Earmarked.Meta.constraints,
            models.CheckConstraint(
                name="pledge_instalment_within_cap",
                condition=Q(instalment_cents__gt=0) & (Q(cap_cents=None) | Q(instalment_cents__lte=F("cap_cents"))),
            ),
            models.CheckConstraint(
                name="pledge_once_is_one_instalment",
                condition=~Q(cadence="once")
                | Q(cap_cents__isnull=False, instalment_cents=F("cap_cents"), ends_on=None),
            ),
            models.CheckConstraint(
                name="pledge_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="pledge_cadence_is_known", condition=Q(cadence__in=["once", "monthly", "quarterly", "yearly"])
            ),
            models.CheckConstraint(
                name="pledge_state_is_known",
                condition=Q(state__in=["active", "paused", "fulfilled", "withdrawn"]),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="pledge_to_fall_due", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What its certificate is called."""
        return f"P-{self.number:06d}"

    @property
    def bank_reference(self) -> str:
        """What the funder's bank is told, so that the money is known when it arrives (ISO 11649)."""
        return banking.creditor_reference(f"P{self.number:06d}")
