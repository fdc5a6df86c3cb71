"""What somebody is to know: on their page at once, and by mail as they like it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Notification(models.Model):
    """One thing that one user is told. Its words are made when it is shown, in their language, from kind and facts.

    `owner`: the agent, themselves or a collective of theirs, whose affair it is. `by`: who did it, so that what
    that person wrote can be taken out of `facts` when they are erased. Neither is a foreign key: the plumbing knows
    no agents.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=40)
    owner = models.UUIDField()
    by = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    told_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    unread = models.GeneratedField(
        expression=Q(read_at__isnull=True),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When a letter took it up, or it needed none")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-unread", "-id"], name="notification_of_user"),
            models.Index(fields=["kind", "user"], name="notification_to_mail", condition=Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"


class Preference(models.Model):
    """How a user wants mail about one topic; without a row, as usual."""

    class How(models.TextChoices):
        AT_ONCE = "at_once"
        DAILY = "daily"
        NEVER = "never"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", db_index=False)
    topic = models.CharField(max_length=20)
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="preference_once_a_topic"),
            models.CheckConstraint(name="preference_is_known", condition=Q(how__in=["at_once", "daily", "never"])),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.how}"


class Digest(models.Model):
    """The day, where the user lives, for which their last digest was written: one a day, whatever runs twice."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    written_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.user_id} on {self.written_on}"
