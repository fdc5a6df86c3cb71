"""Tasks of the plumbing: beat's sign of life, and mail."""

from celery import shared_task
from django.utils import timezone

from config import prune as kinds
from config.plumbing import health, notifications, outbox


@shared_task
def beat() -> None:
    """Written by a worker, so that one row shows that beat, broker and worker all run."""
    health.note_beat()


@shared_task
def send_mail() -> None:
    """Write the letters that cannot wait, then send all that is due. Safe to run twice."""
    notifications.mail_at_once()
    outbox.deliver()


@shared_task
def write_digests() -> None:
    """One letter a day to each reader, in their morning. Safe to run twice."""
    notifications.write_digests(at=timezone.now())


@shared_task
def prune() -> None:
    """Delete what grows and is of no use any more."""
    for _ in kinds.prune(at=timezone.now()):
        pass
