"""The admin: everything to look at, and what operators may do through the ledger's own actions.

What is left out on purpose, and why, stands in a test that knows every model.
"""

from ledger.admin import books, claims, external, funds, moderation, runs, tokens

__all__ = ["books", "claims", "external", "funds", "moderation", "runs", "tokens"]
