"""Entries and their transfers: the public record, and what it moved."""

from django.db import models
from django.db.models import F, Q

from commons.models import Agent
from commons.rules import ids
from ledger.models.accounts import Account
from ledger.models.units import Unit


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, narrowed."""

    def about(self, subject: models.Model) -> "EntryQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk).order_by("id")


class Entry(models.Model):
    """One line of the public record, never changed: who did what to which subject, and when.

    At once the journal entry that groups transfers and a leaf of the public log. `occurred_at` is the
    world's clock, `recorded_at` the database's. The database makes the leaf when the row is inserted.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    # No constraint: its KEY SHARE on one agent would be taken by every entry of theirs. Audit checks it.
    by = models.ForeignKey(Agent, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False)
    acting_for = models.ForeignKey(
        Agent, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    body = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=255, null=True)  # noqa: DJ001  (no key is not an empty key)
    digest = models.BinaryField(null=True)
    leaf = models.BinaryField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="entry_kind_is_noun_dot_verb", condition=Q(kind__regex=r"^[a-z_]+\.[a-z_]+$")),
            models.CheckConstraint(name="entry_subject_kind_is_plain", condition=Q(subject_kind__regex=r"^[a-z]+$")),
            models.CheckConstraint(
                name="entry_leaf_fits",
                condition=Q(leaf__isnull=False)
                & Q(
                    models.lookups.LessThanOrEqual(
                        models.Func("leaf", function="octet_length", output_field=models.IntegerField()), 65535
                    )
                ),
            ),
            models.CheckConstraint(
                name="entry_is_timed", condition=Q(occurred_at__isnull=False, recorded_at__isnull=False)
            ),
            models.CheckConstraint(
                name="entry_key_has_digest", condition=Q(key__isnull=True) | Q(digest__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["by", "key"],
                condition=Q(key__isnull=False),
                nulls_distinct=False,
                name="entry_key_once_per_caller",
            ),
        ]
        indexes = [models.Index(fields=["subject_id", "id"], name="entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Transfer(models.Model):
    """Part of one entry: `amount` steps of a unit from the debit account to the credit account.

    posted: moved. held: reserved until posted, voided or expired. post and void resolve a hold, once;
    a post may be for less, and releases the rest.
    """

    class Phase(models.TextChoices):
        POSTED = "posted"
        HELD = "held"
        POST = "post"
        VOID = "void"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    # No constraints on these: the posting trigger checks accounts and entry once a statement, where foreign
    # keys would take KEY SHARE on hot accounts for every row.
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="transfers", db_constraint=False, db_index=False)
    debit = models.ForeignKey(Account, models.DO_NOTHING, related_name="debited", db_constraint=False, db_index=False)
    credit = models.ForeignKey(Account, models.DO_NOTHING, related_name="credited", db_constraint=False, db_index=False)
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    amount = models.BigIntegerField()
    phase = models.CharField(max_length=6, choices=Phase, default=Phase.POSTED)
    expires_at = models.DateTimeField(null=True)
    resolves = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="resolved_by", db_constraint=False, db_index=False
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="transfer_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="transfer_is_between_two", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(
                name="transfer_phase_is_known", condition=Q(phase__in=["posted", "held", "post", "void"])
            ),
            models.CheckConstraint(
                name="transfer_only_holds_expire", condition=Q(expires_at__isnull=True) | Q(phase="held")
            ),
            models.CheckConstraint(
                name="transfer_post_and_void_resolve",
                condition=Q(phase__in=["post", "void"], resolves__isnull=False)
                | Q(phase__in=["posted", "held"], resolves__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["resolves"], condition=Q(resolves__isnull=False), name="transfer_settles_a_hold_once"
            ),
        ]
        indexes = [
            # In the order of the leaf: with the entry alone, a plan may choose to read all transfers in that order.
            models.Index(fields=["entry", "id"], name="transfer_by_entry"),
            # An account's statement, a page at a time.
            models.Index(fields=["debit", "id"], name="transfer_by_debit"),
            models.Index(fields=["credit", "id"], name="transfer_by_credit"),
            models.Index(fields=["expires_at", "id"], condition=Q(expires_at__isnull=False), name="transfer_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.amount} {self.unit_id}"


class PendingLeaf(models.Model):
    """An entry that has no place in the public log yet; written in the same transaction by the database."""

    # No constraint: a trigger of its own looks at commit, by the index whatever the session knew of the table.
    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, related_name="pending", db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.entry_id)


class LeafIndex(models.Model):
    """An entry's place in the public log: dense from 0, given by the sequencer in the order it saw commits."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="leaf_index")

    class Meta:
        constraints = [models.CheckConstraint(name="leafindex_from_zero", condition=Q(index__gte=0))]

    def __str__(self) -> str:
        return str(self.index)
