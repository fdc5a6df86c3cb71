"""Verifiers, and what they found."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.models import Agent
from commons.rules import ids
from ledger.models.claims import Claim
from ledger.models.entries import Entry


class Accreditation(models.Model):
    """A person may verify claims of these families during this term, as the entry says."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    verifier = models.ForeignKey(Agent, models.PROTECT, related_name="accreditations")
    families = ArrayField(models.CharField(max_length=40))
    term = DateRangeField()
    # Inserted at the end of the transaction, after this row: Django's foreign keys wait until then.
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended before its term")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="accreditation_names_families", condition=Q(families__len__gt=0)),
            models.CheckConstraint(
                name="accreditation_has_a_term",
                condition=Q(term__isempty=False, term__lower_inf=False, term__upper_inf=False),
            ),
        ]
        indexes = [GinIndex(fields=["families"], name="accreditation_by_family")]

    def __str__(self) -> str:
        return f"{self.verifier} for {', '.join(self.families)}"


class Verification(models.Model):
    """One verifier's look at one claim: drawn, due, and decided or released without a decision.

    The database refuses one that is not accredited for the family, or in conflict, at the draw and again
    at the decision; and a decision that leaves one of the criteria in `asked` open, or approves one that is not met.
    """

    class Release(models.TextChoices):
        """Why a seat was given up without a decision."""

        OVERDUE = "overdue", _("it was not decided in time")
        CONFLICT = "conflict", _("the verifier has a part in it")
        NO_TIME = "no_time", _("the verifier had no time")
        SETTLED = "settled", _("the claim was settled without them")

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("rejected")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verifications", db_index=False)
    verifier = models.ForeignKey(Agent, models.PROTECT, related_name="verifications")
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True, help_text="When it was passed on to another, undecided")
    released_because = models.CharField(max_length=10, choices=Release, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True, help_text="When they said that they have no part in it")
    asked = ArrayField(models.CharField(max_length=20), default=list, help_text="Criteria that need a finding")
    saved = models.JSONField(default=dict, blank=True, help_text="The half-done checklist; theirs alone, then emptied")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    criteria = models.JSONField(default=dict, help_text="Per criterion: met, not_met or cannot_say")
    notes = models.JSONField(default=dict, blank=True, help_text="Per criterion: what was seen")
    reasons = models.TextField(blank=True, max_length=5000)
    salt = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "verifier"], name="verification_once_a_verifier"),
            models.CheckConstraint(
                name="verification_outcome_is_known", condition=Q(outcome__in=["", "approve", "reject"])
            ),
            models.CheckConstraint(
                name="verification_is_decided_or_not",
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="verification_released_is_not_decided",
                condition=Q(released_at=None) | Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="verification_release_has_its_time",
                condition=Q(released_because="") | Q(released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="verification_saves_nothing_once_decided", condition=Q(decided_at=None) | Q(saved={})
            ),
            models.CheckConstraint(
                name="verification_is_due_after_the_draw", condition=Q(due_at__gt=models.F("assigned_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="verification_open", condition=Q(decided_at=None, released_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.verifier} on {self.claim_id}"


class Question(models.Model):
    """What a verifier asked back, by when it is to be answered, and the answer."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="questions")
    question = models.TextField(max_length=5000)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answer = models.TextField(max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    salt = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification"], condition=Q(answered_at=None), name="question_one_open_at_a_time"
            ),
            models.CheckConstraint(
                name="question_leaves_time_to_answer",
                condition=Q(answer_by__gte=F("asked_at") + timedelta(days=3))
                & Q(answer_by__lte=F("asked_at") + timedelta(days=30)),
            ),
            models.CheckConstraint(
                name="question_is_answered_in_words_or_not", condition=Q(answered_at__isnull=False) | Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.id}"
