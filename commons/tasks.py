"""Celery tasks of the commons: safe to run twice or side by side."""

from celery import shared_task
from django.utils import timezone

from commons.actions import takeouts


@shared_task
def make_takeouts() -> None:
    """Put together the data that people asked for."""
    takeouts.make_due()


@shared_task
def prune_takeouts() -> None:
    """Delete what has expired."""
    takeouts.prune(at=timezone.now())
