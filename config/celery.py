"""The Celery application. Messages are hints: what is due stands in the database."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("allocation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_init.connect
@signals.beat_init.connect
def _start_services(**_) -> None:
    """A worker or beat that was started by hand reaches for the broker before the database: start both."""
    from config import embedded

    embedded.use()
