"""The record: what moved, what was logged, what was claimed and what was funded."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "Ledger"
