"""Beat's sign of life: written by a worker, so that one row shows that beat, broker and worker all run."""

from celery import shared_task

from config.plumbing import health


@shared_task
def beat() -> None:
    health.note_beat()
