"""How the product is wired: settings, services, supervisor and the commands that see every app."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
