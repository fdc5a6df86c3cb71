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
