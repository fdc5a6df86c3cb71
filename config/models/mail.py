"""Mail that waits to be sent, and for a while what was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Mail(models.Model):
    """One letter to one address: written in the transaction of what it tells of, sent when that is committed.

    `due_at` is when it is tried next. It ends sent or given up, never both; its words are emptied then, unless this
    machine is for development, and the row goes after a month.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "mail"
        constraints = [
            models.CheckConstraint(name="mail_ends_one_way", condition=Q(sent_at=None) | Q(given_up_at=None)),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="mail_to_send", condition=Q(sent_at=None, given_up_at=None)),
            models.Index(fields=["recipient"], name="mail_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
