"""Withholding: a text or a file that is not shown any more."""

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.models import Agent
from commons.rules import ids
from ledger.rules import commitments

OPEN = Q(restored_at=None, replaced_at=None)


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    """Withholdings, narrowed."""

    def open(self) -> "WithholdingQuerySet":
        """Those in force: neither restored, nor replaced by a text that its author wrote since."""
        return self.filter(OPEN)

    def about(self, subject: models.Model) -> "WithholdingQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)


class Withholding(models.Model):
    """A text or file that an operator took out of sight: who, when and on what ground.

    The database moves it (ledger/sql/withholding.sql): on insert the field of the row gets `notice`, or for a
    file nothing, and what stood there goes to `kept`; on restoring it goes back. So no page, search or export can
    show what is withheld, because it is not where they look. `commitment` is the salted SHA-256 of the text, or of
    the file's own hash: it stays for good, and whoever has the text can be shown to be right by the salt.
    """

    class Ground(models.TextChoices):
        PERSONAL = "personal", _("personal data of somebody else")
        ABUSIVE = "abusive", _("abusive or hateful")
        UNLAWFUL = "unlawful", _("unlawful")
        RIGHTS = "rights", _("somebody else's rights")
        HARMFUL = "harmful", _("harmful content")
        UNRELATED = "unrelated", _("advertising, or nothing to do with it")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("ledger_withholding_number"), function="nextval")
    )
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=30)
    whose = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", help_text=_("Who wrote or added it"))
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.TextField(
        max_length=2000, help_text=_("In the operator's words: shown to its author and to operators")
    )
    notice = models.CharField(max_length=200, editable=False, help_text=_("What stands in its place"))
    kept = models.TextField(blank=True, editable=False)
    salt = models.BinaryField(max_length=16, null=True, default=commitments.new_salt, editable=False)
    commitment = models.CharField(max_length=64, editable=False)
    withheld_by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    withheld_at = models.DateTimeField(db_default=Now(), editable=False)
    restored_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    restored_at = models.DateTimeField(null=True, editable=False)
    restored_because = models.TextField(max_length=2000, blank=True)
    replaced_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When what its author wrote in its place was withheld too")
    )

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind", "field"], condition=OPEN, name="withholding_once_at_a_time"
            ),
            models.CheckConstraint(
                name="withholding_ground_is_known",
                condition=Q(ground__in=["personal", "abusive", "unlawful", "rights", "harmful", "unrelated"]),
            ),
            models.CheckConstraint(name="withholding_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="withholding_is_restored_or_not",
                condition=Q(restored_at=None, restored_by=None, restored_because="")
                | (Q(restored_at__isnull=False, restored_by__isnull=False, kept="") & ~Q(restored_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"W-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.restored_at is None and self.replaced_at is None
