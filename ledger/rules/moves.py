"""Moves: the transfers that an action asks the door to record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ledger import errors

LARGEST_AMOUNT = 2**63 - 1


class HasId(Protocol):
    """A row, known by its id."""

    id: UUID


class Hold(Protocol):
    """A transfer that is held."""

    id: UUID
    debit_id: UUID
    credit_id: UUID
    unit_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Move:
    """`amount` smallest steps from the account `debit` to the account `credit`, in their common unit.

    unit: its code; may be left out where debit is an account that knows it.
    Raises BadInput unless 0 < amount < 2^63.
    """

    debit: Any
    credit: Any
    amount: int
    phase: str = "posted"
    expires_at: datetime | None = None
    resolves: UUID | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if type(self.amount) is not int or not 0 < self.amount <= LARGEST_AMOUNT:
            raise errors.BadInput("amount", self.amount, "a whole number of smallest steps above 0 and below 2^63")

    @property
    def debit_id(self) -> UUID:
        return id_of(self.debit)

    @property
    def credit_id(self) -> UUID:
        return id_of(self.credit)

    @property
    def unit_code(self) -> str:
        code = self.unit or getattr(self.debit, "unit_id", None) or getattr(self.credit, "unit_id", None)
        if code is None:
            raise errors.BadInput("unit", None, "the code of the unit, where the accounts are given by their ids only")
        return str(code)


def id_of(row: HasId | UUID) -> UUID:
    return row if isinstance(row, UUID) else row.id


def hold(
    debit: HasId | UUID, credit: HasId | UUID, amount: int, expires_at: datetime | None = None, unit: str | None = None
) -> Move:
    """Reserve `amount`: it counts against the debit account's floor until posted, voided or expired."""
    return Move(debit, credit, amount, phase="held", expires_at=expires_at, unit=unit)


def post(held: Hold, amount: int | None = None) -> Move:
    """Move what was held, or less of it: then the rest is released. Raises BadInput above what was held."""
    asked = held.amount if amount is None else amount
    if asked > held.amount:
        raise errors.BadInput("amount", asked, f"at most the {held.amount} that are held")
    return _resolve(held, "post", asked)


def void(held: Hold) -> Move:
    """Release the whole of what was held."""
    return _resolve(held, "void", held.amount)


def post_part(held: Hold, amount: int, expires_at: datetime | None = None) -> Iterator[Move]:
    """Move a part of what was held, and hold the rest anew."""
    yield post(held, amount)
    if rest := held.amount - amount:
        yield hold(held.debit_id, held.credit_id, rest, expires_at, held.unit_id)


def _resolve(held: Hold, phase: str, amount: int) -> Move:
    return Move(held.debit_id, held.credit_id, amount, phase=phase, resolves=held.id, unit=held.unit_id)


def net_outflow(moves: Iterable[Move], account: UUID) -> int:
    """How much these moves take from what is available on the account, resolved holds left out."""
    asked = 0
    for move in moves:
        if move.debit_id == account and move.phase in ("posted", "held"):
            asked += move.amount
        if move.credit_id == account and move.phase in ("posted", "post"):
            asked -= move.amount
    return asked
