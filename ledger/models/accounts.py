"""Accounts: what somebody holds of a unit, for a purpose."""

from django.db import models
from django.db.models import F, Q

from commons.models import Agent
from commons.rules import ids
from ledger.models.units import Unit

SOURCES = ["mint", "nature", "world"]


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, narrowed."""

    def of(self, subject: models.Model) -> "AccountQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)

    def locked(self) -> "AccountQuerySet":
        """Locked in id order, without the conflict that FOR UPDATE has with foreign keys."""
        return self.order_by("id").select_for_update(no_key=True)


class Account(models.Model):
    """What a holder has of one unit for one purpose, about one subject.

    The totals move only by inserting transfers (ledger/sql/books.sql). A credit raises the balance.
    Sources (mint, nature, the outside world) have no floor and keep no totals: theirs is the sum over
    all others, with the sign turned.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    # First after the id, so that a refusal's "Failing row contains (...)" starts with them.
    debits = models.BigIntegerField(default=0, editable=False)
    credits = models.BigIntegerField(default=0, editable=False)
    held_debits = models.BigIntegerField(default=0, editable=False)
    held_credits = models.BigIntegerField(default=0, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", db_index=False)
    holder = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="accounts", db_index=False)
    purpose = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=30, blank=True, default="")
    subject_id = models.UUIDField(null=True, blank=True)
    floored = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "purpose", "holder", "unit"], nulls_distinct=False, name="account_once"
            ),
            models.CheckConstraint(
                name="account_floor",
                condition=Q(floored=False) | Q(credits__gte=F("debits") + F("held_debits")),
            ),
            models.CheckConstraint(
                name="account_totals_not_negative",
                condition=Q(debits__gte=0, credits__gte=0, held_debits__gte=0, held_credits__gte=0),
            ),
            models.CheckConstraint(
                name="account_only_sources_have_no_floor", condition=Q(floored=True) | Q(purpose__in=SOURCES)
            ),
            models.CheckConstraint(
                name="account_source_keeps_no_totals",
                condition=Q(floored=True) | Q(debits=0, credits=0, held_debits=0, held_credits=0),
            ),
            models.CheckConstraint(
                name="account_subject_is_whole",
                condition=Q(subject_kind="", subject_id=None) | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["holder", "unit", "purpose"], name="account_by_holder", condition=Q(holder__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.unit_id})"

    @property
    def balance(self) -> int:
        """What has been posted to it, in steps of its unit."""
        return self.credits - self.debits

    @property
    def available(self) -> int:
        """What of the balance no hold has reserved."""
        return self.balance - self.held_debits
