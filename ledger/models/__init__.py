"""The record and what is recorded on it: one concept a file."""

from ledger.models.accounts import Account
from ledger.models.entries import Entry, LeafIndex, PendingLeaf, Transfer
from ledger.models.units import Flow, Unit

__all__ = ["Account", "Entry", "Flow", "LeafIndex", "PendingLeaf", "Transfer", "Unit"]
