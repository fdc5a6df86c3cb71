"""Accounts: opening, closing and reopening them, cutting what they hold, and paying what they owe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models

from commons.models import Agent
from commons.rules import ids
from ledger import errors
from ledger.actions import entries
from ledger.models import Account, Entry, Unit
from ledger.models.accounts import SOURCES
from ledger.rules.moves import Move


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What makes an account the one it is. holder: the id of an Agent; subject: its kind and id."""

    unit: str
    purpose: str
    holder: UUID | None = None
    subject: tuple[str, UUID] | None = None


def open(*, unit: str, purpose: str, holder: Agent | None = None, subject: models.Model | None = None) -> Account:
    """The account of this unit, holder, purpose and subject; opened now if there is none yet."""
    about = (str(subject._meta.model_name), subject.pk) if subject else None
    (account,) = open_many([AccountKey(unit, purpose, holder.pk if holder else None, about)])
    return account


def open_many(keys: Iterable[AccountKey]) -> list[Account]:
    """The accounts of these keys, in their order; those that are not there are opened. BadInput on an unknown unit."""
    wanted = list(keys)
    _insert(list(dict.fromkeys(wanted)))
    found = {_key_of(account): account for account in _find(wanted)}
    return [found[key] for key in wanted]


def source(*, unit: str, purpose: str) -> Account:
    """The source of a unit: "mint", "nature" or "world". Opening one is on the public record, since it has no floor.

    Raises BadInput on another purpose.
    """
    if purpose not in SOURCES:
        raise errors.BadInput("purpose", purpose, " or ".join(SOURCES))
    if account := Account.objects.filter(unit=unit, purpose=purpose, floored=False, subject_id=None).first():
        return account
    opened = _insert([AccountKey(unit, purpose)], floored=False)
    account = Account.objects.get(unit=unit, purpose=purpose, floored=False, subject_id=None)
    if opened:
        entries.record(kind="account.opened", subject=account, body={"unit": unit, "purpose": purpose})
    return account


def close(account: Account, *, by: Agent | None = None, body: Mapping[str, object] | None = None) -> Entry:
    """Close an account: from now it takes no debit and no hold; credits, posts and voids pass."""
    return entries.record(kind="account.closed", subject=account, by=by, body=body)


def reopen(account: Account, *, by: Agent | None = None, body: Mapping[str, object] | None = None) -> Entry:
    """Reopen an account. Refused by the database while it owes something."""
    return entries.record(kind="account.reopened", subject=account, by=by, body=body)


def cut(account: Account, *, amount: int, to: Account, debt_unit: str, by: Agent | None = None) -> int:
    """Take `amount` back from an account to `to`: what is free now, the rest as a debt. Returns the debt.

    With a debt the account closes until the debt is paid; holds that stand are honoured.
    debt_unit: the unit of kind debt in which it is owed.
    """
    locked = Account.objects.locked().get(pk=account.pk)
    free = 0 if locked.closed_at else min(amount, locked.available)
    owed = amount - free
    transfers = [Move(locked, to, free)] if free else []
    if not owed:
        entries.record(kind="account.cut", subject=locked, by=by, body={"amount": str(amount)}, transfers=transfers)
        return 0
    transfers.append(Move(source(unit=debt_unit, purpose="mint"), debt_of(locked, debt_unit), owed))
    body = {"amount": str(amount), "owed": str(owed)}
    # Recall and debt are posted before the closing, in the same commit: after it no debit would pass.
    entries.record(kind="account.cut", subject=locked, by=by, body=body, transfers=transfers)
    close(locked, by=by, body=body)
    return owed


def pay_debt(account: Account, *, to: Account, debt_unit: str, by: Agent | None = None) -> int:
    """Pay from an account what it can of what it owes, to `to`; at zero it reopens. Returns what is still owed."""
    locked = Account.objects.locked().get(pk=account.pk)
    debt = debt_of(locked, debt_unit)
    paid = min(debt.balance, locked.available)
    if paid:
        entries.record(
            kind="account.debt_paid", subject=locked, by=by, body={"paid": str(paid)},
            transfers=[Move(locked, to, paid), Move(debt, source(unit=debt_unit, purpose="mint"), paid)],
        )  # fmt: skip
    return debt.balance - paid


def debt_of(account: Account, debt_unit: str) -> Account:
    """The account on which is written what this account owes."""
    return open(unit=debt_unit, purpose="debt", holder=account.holder, subject=account)


def _key_of(account: Account) -> AccountKey:
    subject = (account.subject_kind, account.subject_id) if account.subject_id else None
    return AccountKey(account.unit_id, account.purpose, account.holder_id, subject)


_INSERT = """
INSERT INTO ledger_account
    (id, debits, credits, held_debits, held_credits, unit_id, holder_id, purpose, subject_kind, subject_id, floored)
SELECT id, 0, 0, 0, 0, unit, holder, purpose, coalesce(kind, ''), subject, %s
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::uuid[])
    k(id, unit, holder, purpose, kind, subject)
ON CONFLICT DO NOTHING RETURNING id
"""
# Two parts, because no index serves a join on IS NOT DISTINCT FROM.
_FIND = """
WITH k(unit, holder, purpose, subject) AS (SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::uuid[]))
SELECT a.* FROM k JOIN ledger_account a ON a.subject_id = k.subject AND a.purpose = k.purpose
    AND a.unit_id = k.unit AND a.holder_id IS NOT DISTINCT FROM k.holder
UNION ALL
SELECT a.* FROM k JOIN ledger_account a ON a.subject_id IS NULL AND a.purpose = k.purpose
    AND a.unit_id = k.unit AND a.holder_id IS NOT DISTINCT FROM k.holder
WHERE k.subject IS NULL
"""


def _insert(keys: list[AccountKey], floored: bool = True) -> list[UUID]:
    units = {key.unit for key in keys}
    if unknown := units - set(Unit.objects.filter(code__in=units).values_list("code", flat=True)):
        raise errors.BadInput("unit", min(unknown), "a unit of account that there is")
    rows = [(ids.uuid7(), k.unit, k.holder, k.purpose, *(k.subject or (None, None))) for k in keys]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [floored, *map(_texts, columns)])
        return [row[0] for row in cursor.fetchall()]


def _find(keys: list[AccountKey]) -> Iterable[Account]:
    distinct = list(dict.fromkeys(keys))
    columns = zip(*((k.unit, k.holder, k.purpose, k.subject[1] if k.subject else None) for k in distinct), strict=True)
    return Account.objects.raw(_FIND, [_texts(column) for column in columns]) if distinct else []


def _texts(column: Iterable[object]) -> list[str | None]:
    return [None if value is None else str(value) for value in column]
