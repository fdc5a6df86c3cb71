"""Answers: what was said to a request that has a key, so that the same request is answered the same."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models.agents import Agent


class Answer(models.Model):
    """The answer of the API to one request of an agent under an idempotency key; kept for some days.

    Written in the transaction of what the request did: two of the same at once make one, and the second waits for
    the first. Refusals are not kept. After it is gone, the key of the entry on the record still refuses a second.
    """

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of what was asked")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    answered_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "key"], name="answer_once_a_key"),
            models.CheckConstraint(
                name="answer_is_whole",
                condition=Q(status=None, body=None) | Q(status__range=(200, 299), body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.key}"
