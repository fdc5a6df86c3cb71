from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Exchange inside those limits. Comes with a later release; no models yet."""

    name = "market"
