"""Who takes part, and what they bring."""

from collections.abc import Callable

from django.apps import AppConfig


class CommonsConfig(AppConfig):
    name = "commons"
    verbose_name = "Commons"

    def reference_data(self) -> dict[str, Callable[[], int]]:
        """What `manage.py load_reference` reads for this app."""
        from commons.actions import places  # models load after the apps

        return {"places": places.load}

    def ready(self) -> None:
        """What people are told, and what they can take with them."""
        from commons import notices  # models load after the apps
        from commons.queries import takeouts as kept
        from config.plumbing import notifications, takeouts

        notifications.register(notices.TOPICS, notices.KINDS)
        takeouts.provide(kept.tables)
