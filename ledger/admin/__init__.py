"""The admin: everything to look at, and what operators may do through the ledger's own actions.

Left out on purpose: Extent and Notice, which triggers keep, and the sequencer's LeafIndex and PendingLeaf.
"""

from ledger.admin import books, claims, external, funds, runs, tokens

__all__ = ["books", "claims", "external", "funds", "runs", "tokens"]
