"""Accounts with something in them."""

from commons.rules import ids
from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account, Unit
from ledger.rules.moves import Move

BUDGET = "kgN"
BUDGET_DEBT = "kgN-debt"


def unit(code: str = BUDGET, kind: str = Unit.Kind.BUDGET) -> Unit:
    return Unit.objects.get_or_create(code=code, defaults={"name": code, "kind": kind})[0]


def account(amount: int = 0, *, purpose: str = "share", code: str = BUDGET) -> Account:
    """An account of its own with this much on it, credited from nature."""
    unit(code)
    with transactions.edge():
        (opened,) = accounts.open_many([accounts.AccountKey(code, purpose, None, ("place", ids.uuid7()))])
        if amount:
            nature = accounts.source(unit=code, purpose="nature")
            entries.record(kind="test.credited", subject=opened, transfers=[Move(nature, opened, amount)])
    return reread(opened)


def reread(of: Account) -> Account:
    return Account.objects.get(pk=of.pk)


def totals(of: Account) -> tuple[int, int, int, int]:
    """(debits, credits, held debits, held credits) as they stand now."""
    now = reread(of)
    return now.debits, now.credits, now.held_debits, now.held_credits


def move(*transfers: Move, subject: Account) -> None:
    """Record these transfers as one entry, at once."""
    with transactions.edge():
        entries.record(kind="test.moved", subject=subject, transfers=transfers)
