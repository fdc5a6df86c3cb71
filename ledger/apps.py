"""The record: what moved, what was logged, what was claimed and what was funded."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Whoever must know of what happens is told from here on."""
        from config.plumbing import notifications, takeouts  # models load after the apps
        from ledger import notices, receivers
        from ledger.queries import takeouts as kept
        from ledger.views import panels

        notifications.register(notices.TOPICS, notices.KINDS)
        receivers.subscribe()
        panels.offer()
        takeouts.provide(kept.tables, kept.files)
