"""Receipts read from a bank's statement: one line, one payment; a line that was read before changes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO
from uuid import UUID

from commons.models import Agent
from config.plumbing import transactions
from ledger import errors
from ledger.actions import receipts
from ledger.models import Fund, Pledge, Receipt
from ledger.rules import banking, money, sheets

_REFERENCE = re.compile(r"P-?([0-9]{1,18})")
COLUMNS = ("fund", "source", "payer", "pledge", "amount", "bank_reference", "arrived_on")


@dataclass
class Outcome:
    """What became of a file's lines; each that was refused with its number, its cells and the reason."""

    recorded: int = 0
    cents: int = 0
    before: int = 0
    refused: list[tuple[sheets.Line, str]] = field(default_factory=list)


def read(*, by: Agent, stream: BinaryIO) -> Outcome:
    """Record each line that is a payment. Raises sheets.SheetRefused where the file as a whole is none of ours.

    fund: the name of its collective. source: pledge, grant or charge. payer: an agent's id or only name; for a
    pledge its reference or id stands under `pledge`, and the payer may be left empty. amount: in the fund's currency.
    """
    outcome = Outcome()
    for line in sheets.Sheet(stream, COLUMNS):
        try:
            receipt = _record(by, line)
        except errors.AlreadyRecorded:
            outcome.before += 1
        except errors.Refusal as refusal:
            outcome.refused.append((line, str(refusal)))
        else:
            outcome.recorded += 1
            outcome.cents += receipt.cents
    return outcome


def rejects(outcome: Outcome) -> Iterator[str]:
    """The refused lines as a file that can be corrected and read again."""
    yield sheets.written((*COLUMNS, *sheets.MARKS))
    for line, reason in outcome.refused:
        cells = [*line.cells, *[""] * len(COLUMNS)][: len(COLUMNS)]
        yield sheets.written((*cells, str(line.number), reason))


@transactions.edge()
def _record(by: Agent, line: sheets.Line) -> Receipt:
    if line.problem:
        raise errors.BadInput("line", line.number, f"a line that can be read: this one {line.problem}")
    cells = dict(zip(COLUMNS, (cell.strip() for cell in line.cells), strict=True))
    paid: dict[str, Any] = {
        "cents": money.read_cents("amount", cells["amount"]),
        "bank_reference": cells["bank_reference"],
        "arrived_at": _arrived("arrived_on", cells["arrived_on"]),
    }
    fund = _fund(cells["fund"])
    if cells["source"] == Receipt.Source.PLEDGE:
        return receipts.record_pledged(by=by, pledge=_pledge(cells["pledge"], fund), **paid)
    return receipts.record(by=by, fund=fund, source=cells["source"], payer=_payer(cells["payer"]), **paid)


def _arrived(field_name: str, text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(0), UTC)
    except ValueError as error:
        raise errors.BadInput(field_name, text, "a day such as 2026-03-01") from error


def _fund(name: str) -> Fund:
    found = list(Fund.objects.filter(agent__name=name).select_related("agent")[:2])
    if len(found) != 1:
        raise errors.BadInput("fund", name, "the name of one fund")
    return found[0]


def _pledge(text: str, fund: Fund) -> Pledge:
    found = find_pledge(text, fund)
    if found is None:
        raise errors.BadInput("pledge", text, "the reference or id of a pledge to this fund")
    return found


def find_pledge(text: str, fund: Fund) -> Pledge | None:
    """The fund's pledge of that reference (P-000012), bank reference (RF85 ...) or id."""
    if id_ := _id(text):
        return Pledge.objects.filter(pk=id_, fund=fund).first()
    named = _REFERENCE.fullmatch(banking.referred(text) or text.strip().upper())
    return Pledge.objects.filter(number=int(named[1]), fund=fund).first() if named else None


def _payer(text: str) -> Agent:
    known = {"pk": id_} if (id_ := _id(text)) else {"name": text}
    found = list(Agent.objects.filter(**known, erased_at=None)[:2])
    if len(found) != 1:
        raise errors.BadInput("payer", text, "the id of somebody registered, or a name that only one has")
    return found[0]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
