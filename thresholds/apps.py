from django.apps import AppConfig


class ThresholdsConfig(AppConfig):
    """How much there is, and who decides. Comes with a later release; no models yet."""

    name = "thresholds"
