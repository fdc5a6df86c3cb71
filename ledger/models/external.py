"""What other registries have issued and used up: read from their public files, held by others, counted here."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat

from commons.rules import ids
from ledger.models.claims import Claim
from ledger.models.imports import ImportRun
from ledger.rules.registries.matching import Unmatched


class ExternalProject(models.Model):
    """A project as another registry lists it. One that is only known from its transactions has no name."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    registry = models.CharField(max_length=60, db_collation="C")
    code = models.CharField(max_length=60, db_collation="C", help_text="Its number in the registry")
    name = models.CharField(max_length=300, blank=True)
    methodology = models.CharField(max_length=300, blank=True, help_text="As the registry spells it")
    protocols = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    project_type = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=300, blank=True)
    crediting_start = models.DateField(null=True, blank=True)
    crediting_end = models.DateField(null=True, blank=True)
    estimated_yearly_g = models.BigIntegerField("expected g CO2e a year", null=True, blank=True)

    class Meta:
        ordering = ["registry", "code"]
        constraints = [
            models.UniqueConstraint(fields=["registry", "code"], name="externalproject_once_a_registry"),
            models.CheckConstraint(
                name="externalproject_registry_is_a_name", condition=Q(registry__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(name="externalproject_code_is_given", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.name or self.code


def _block_key() -> Func:
    """Registry and block in 64 bits: GiST compares those almost four times as fast as the texts (measured).

    Of ten million blocks two share one with a chance of one in a million; the second would be refused with its line.
    """
    text = Concat(F("registry"), Value(" "), F("block"), output_field=models.TextField())
    return Func(text, Value(0), function="hashtextextended", output_field=models.BigIntegerField())


class ExternalIssuanceQuerySet(models.QuerySet["ExternalIssuance"]):
    """Issuances, narrowed."""

    def outstanding(self) -> "ExternalIssuanceQuerySet":
        return self.filter(quantity_g__gt=F("retired_g") + F("cancelled_g"))


class ExternalIssuance(models.Model):
    """One block of tonnes that another registry issued, in grams of CO2e; the public file says so, and no more.

    Nobody holds it here: it is counted apart from our tokens, and not fundable until somebody shows that it is
    theirs and immobilised (`ExternalClaim`). `retired_g` and `cancelled_g` are kept by the database from the rows
    that were matched to it. `block` and `serials` are what its serial names; where a registry gives none, `fingerprint`
    and `occurrence` alone tell it from others: rows that say the same are told apart by their number.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    project = models.ForeignKey(ExternalProject, models.PROTECT, related_name="issuances")
    registry = models.CharField(max_length=60, db_collation="C")
    quantity_g = models.BigIntegerField("quantity in g CO2e")
    buffer_g = models.BigIntegerField("of that, in the registry's buffer", null=True)
    retired_g = models.BigIntegerField(default=0, db_default=0, editable=False)
    cancelled_g = models.BigIntegerField(default=0, db_default=0, editable=False)
    vintage = models.PositiveSmallIntegerField(null=True)
    issued_on = models.DateField(null=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    methodology = models.CharField(max_length=300, blank=True, help_text="As the registry spells it")
    protocols = ArrayField(models.CharField(max_length=40), default=list)
    country = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=200, blank=True)
    block = models.CharField(max_length=200, blank=True, db_collation="C")
    serials = BigIntegerRangeField(null=True)
    block_key = models.GeneratedField(expression=_block_key(), output_field=models.BigIntegerField(), db_persist=True)
    fingerprint = models.UUIDField(editable=False)
    occurrence = models.PositiveIntegerField(editable=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="issuances", db_index=False, db_constraint=False)
    line = models.PositiveBigIntegerField(help_text="Where it stood in the file")

    objects = ExternalIssuanceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint", "occurrence"], name="externalissuance_read_once"),
            models.UniqueConstraint(
                fields=["registry", "block"],
                condition=Q(serials=None) & ~Q(block=""),
                name="externalissuance_block_once",
            ),
            ExclusionConstraint(
                name="externalissuance_serials_once",
                expressions=[("block_key", RangeOperators.EQUAL), ("serials", RangeOperators.OVERLAPS)],
                condition=Q(serials__isnull=False),
            ),
            models.CheckConstraint(name="externalissuance_is_positive", condition=Q(quantity_g__gt=0)),
            models.CheckConstraint(
                name="externalissuance_buffer_is_part_of_it",
                condition=Q(buffer_g=None) | Q(buffer_g__gte=0, buffer_g__lte=F("quantity_g")),
            ),
            models.CheckConstraint(
                name="externalissuance_used_at_most_once",
                condition=Q(retired_g__gte=0, cancelled_g__gte=0, quantity_g__gte=F("retired_g") + F("cancelled_g")),
            ),
            models.CheckConstraint(
                name="externalissuance_serials_are_whole",
                condition=Q(serials=None)
                | Q(serials__isempty=False, serials__lower_inf=False, serials__upper_inf=False) & ~Q(block=""),
            ),
            models.CheckConstraint(
                name="externalissuance_ends_after_it_began",
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_end__gte=F("period_start")),
            ),
        ]
        indexes = [
            models.Index(fields=["registry", "vintage", "id"], name="externalissuance_list"),
            GinIndex(fields=["protocols"], name="externalissuance_by_protocol"),
        ]

    def __str__(self) -> str:
        return self.serial or f"{self.project} {self.vintage or ''}".strip()

    @property
    def outstanding_g(self) -> int:
        """What is neither retired nor cancelled, as far as has been read."""
        return self.quantity_g - self.retired_g - self.cancelled_g


class ExternalWithdrawal(models.Model):
    """A retirement or cancellation that another registry reports, in grams of CO2e. Stays as it was read."""

    class Kind(models.TextChoices):
        RETIREMENT = "retirement"
        CANCELLATION = "cancellation"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    project = models.ForeignKey(ExternalProject, models.PROTECT, related_name="withdrawals")
    registry = models.CharField(max_length=60, db_collation="C")
    quantity_g = models.BigIntegerField("quantity in g CO2e")
    vintage = models.PositiveSmallIntegerField(null=True)
    used_on = models.DateField(null=True)
    serial = models.CharField(max_length=200, blank=True)
    block = models.CharField(max_length=200, blank=True, db_collation="C")
    serials = BigIntegerRangeField(null=True)
    block_key = models.GeneratedField(expression=_block_key(), output_field=models.BigIntegerField(), db_persist=True)
    fingerprint = models.UUIDField(editable=False)
    occurrence = models.PositiveIntegerField(editable=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="withdrawals", db_index=False, db_constraint=False)
    line = models.PositiveBigIntegerField(help_text="Where it stood in the file")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint", "occurrence"], name="externalwithdrawal_read_once"),
            ExclusionConstraint(
                name="externalwithdrawal_serials_once",
                expressions=[("block_key", RangeOperators.EQUAL), ("serials", RangeOperators.OVERLAPS)],
                condition=Q(serials__isnull=False),
            ),
            models.CheckConstraint(
                name="externalwithdrawal_kind_is_known", condition=Q(kind__in=["retirement", "cancellation"])
            ),
            models.CheckConstraint(name="externalwithdrawal_is_positive", condition=Q(quantity_g__gt=0)),
            models.CheckConstraint(
                name="externalwithdrawal_serials_are_whole",
                condition=Q(serials=None)
                | Q(serials__isempty=False, serials__lower_inf=False, serials__upper_inf=False) & ~Q(block=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial or self.project}"


class ExternalMatch(models.Model):
    """Which issuance a withdrawal uses up, as far as what has been read tells; if none, `reason` says why.

    Worked out anew when more is read. In a table of its own, so that what was read is never touched.
    """

    withdrawal = models.OneToOneField(ExternalWithdrawal, models.PROTECT, primary_key=True, related_name="match")
    issuance = models.ForeignKey(ExternalIssuance, models.PROTECT, null=True, related_name="matches")
    reason = models.CharField(max_length=20, blank=True, choices=[(r.value, r.value) for r in Unmatched])

    class Meta:
        verbose_name_plural = "external matches"
        constraints = [
            models.CheckConstraint(
                name="externalmatch_is_one_or_a_reason",
                condition=Q(issuance=None) & ~Q(reason="") | Q(issuance__isnull=False, reason=""),
            )
        ]
        indexes = [models.Index(fields=["reason", "withdrawal"], name="externalmatch_none", condition=Q(issuance=None))]

    def __str__(self) -> str:
        return f"{self.withdrawal}: {self.issuance or self.reason}"


class ExternalClaim(models.Model):
    """The tie from a claim to the serials that it says are immobilised in another registry for this ledger.

    While the claim is live no other can name any of these serials, and none of them may be used up: the
    database refuses both. A retirement that is read later is believed, and contradicts the claim in public.
    """

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="external")
    issuance = models.ForeignKey(ExternalIssuance, models.PROTECT, related_name="claims")
    serials = BigIntegerRangeField()
    live = models.BooleanField(default=False, editable=False, help_text="Kept by the database from the claim's state")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="externalclaim_serials_once",
                expressions=[("issuance", RangeOperators.EQUAL), ("serials", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
            ),
            models.CheckConstraint(
                name="externalclaim_serials_are_whole",
                condition=Q(serials__isempty=False, serials__lower_inf=False, serials__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} on {self.issuance}"
