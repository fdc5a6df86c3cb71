"""An account's statement: what moved, with the balance after each, wherever in a long list one looks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from config.plumbing import cursors
from ledger.models import Account, Transfer

COUNTED = ("posted", "post")  # a hold moves nothing yet, and a void never does
AT_ONCE = 2_000


@dataclass(frozen=True)
class Line:
    """One transfer as the account sees it. `balance`: after it, in steps of the unit; None where none is kept."""

    transfer: Transfer
    comes_in: bool
    balance: int | None

    @property
    def other(self) -> Account:
        return self.transfer.debit if self.comes_in else self.transfer.credit

    @property
    def counts(self) -> bool:
        return self.transfer.phase in COUNTED

    @property
    def change(self) -> int:
        """What it did to the balance."""
        if not self.counts:
            return 0
        return self.transfer.amount if self.comes_in else -self.transfer.amount


@dataclass(frozen=True)
class Statement:
    """A page of lines, newest first, and the balance that the oldest of them found."""

    lines: list[Line]
    opening: int | None
    next: str | None
    previous: str | None


def page(account: Account, *, cursor: str | None = None, size: int = 50) -> Statement:
    """Some lines of an account. Raises BadCursor."""
    found = cursors.merged(_sides(account), order=("-id",), cursor=cursor, size=size)
    balance = _balance_after(account, found.rows[0]) if found.rows and account.floored else None
    lines: list[Line] = []
    for transfer in found.rows:
        line = Line(transfer, transfer.credit_id == account.pk, balance)
        balance = None if balance is None else balance - line.change
        lines.append(line)
    return Statement(lines, balance, found.next, found.previous)


def whole(account: Account) -> Iterator[Line]:
    """Every line, oldest first, read some thousands at a time."""
    balance, cursor = (0 if account.floored else None), None
    while True:
        found = cursors.merged(_sides(account), order=("id",), cursor=cursor, size=AT_ONCE)
        for transfer in found.rows:
            line = Line(transfer, transfer.credit_id == account.pk, balance)
            balance = None if balance is None else balance + line.change
            yield Line(transfer, line.comes_in, balance)
        if found.next is None:
            return
        cursor = found.next


def _sides(account: Account) -> list[QuerySet[Transfer]]:
    """What left it and what reached it: two ranges of two indexes."""
    moved = Transfer.objects.select_related("entry", "debit", "credit").defer("entry__leaf", "entry__body")
    return [moved.filter(debit=account), moved.filter(credit=account)]


# In one statement, so that what is committed meanwhile is in both or in neither.
_BALANCE_AFTER = """
SELECT credits - debits
    - (SELECT coalesce(sum(amount), 0) FROM ledger_transfer t
       WHERE t.credit_id = a.id AND t.id > %(after)s AND t.phase IN ('posted', 'post'))
    + (SELECT coalesce(sum(amount), 0) FROM ledger_transfer t
       WHERE t.debit_id = a.id AND t.id > %(after)s AND t.phase IN ('posted', 'post'))
FROM ledger_account a WHERE a.id = %(account)s
"""


def _balance_after(account: Account, transfer: Transfer) -> int:
    """The balance once this transfer had been posted: what stands now, without what came later."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE_AFTER, {"account": account.pk, "after": transfer.pk})
        return int(cursor.fetchone()[0])
