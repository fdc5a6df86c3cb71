from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Carries the commands that see every app: demo, serve, doctor, backup, restore, stop."""

    name = "config"
