from django.apps import AppConfig
from django.db.models.signals import post_migrate

from config import grants


class ConfigConfig(AppConfig):
    """Carries the commands that see every app: demo, serve, doctor, backup, restore, stop."""

    name = "config"

    def ready(self) -> None:
        post_migrate.connect(grants.grant, sender=self)
