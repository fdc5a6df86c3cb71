"""Receipts: writing down money that arrived, and giving back what is left."""

from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from commons.models import Agent, Place
from commons.rules import ids
from ledger import errors, events, permissions
from ledger.actions import accounts, entries, funds, pledges
from ledger.models import Account, Fund, Pledge, Receipt, Refund
from ledger.models.receipts import RECEIPT
from ledger.rules import money, words
from ledger.rules.moves import Move


def record_pledged(*, by: Agent, pledge: Pledge, cents: int, bank_reference: str, arrived_at: datetime) -> Receipt:
    """Write down money that arrived under a pledge; its earmark is the pledge's, its tokens go to the funder.

    Raises NotAllowed, BadInput, AlreadyRecorded, WrongState, PledgeExceeded (with what the pledge has left).
    """
    money.check_cents("cents", cents)
    pledge = Pledge.objects.locked().get(pk=pledge.pk)
    permissions.require(by, "receipt.book", pledge.fund.agent)
    reference = _unused(Receipt.Source.PLEDGE, bank_reference)
    arrived = pledge.receipts.aggregate(arrived=Sum("cents"))["arrived"] or 0
    left = None if pledge.cap_cents is None else pledge.cap_cents - arrived
    if pledge.state in (Pledge.State.FULFILLED, Pledge.State.WITHDRAWN):
        raise errors.WrongState("pledge", pledge.state, "receive", (Pledge.State.ACTIVE, Pledge.State.PAUSED))
    if left is not None and cents > left:
        raise errors.PledgeExceeded(cents, left)
    if cents == left:
        pledges.fulfil(pledge)
    return _record(
        by, fund=pledge.fund, source=Receipt.Source.PLEDGE, pledge=pledge, payer=pledge.funder, funder=pledge.funder,
        cents=cents, bank_reference=reference, arrived_at=arrived_at, family=pledge.family, place=pledge.place,
        vintage_from=pledge.vintage_from, vintage_until=pledge.vintage_until,
    )  # fmt: skip


def record(
    *,
    by: Agent,
    fund: Fund,
    source: str,
    payer: Agent,
    cents: int,
    bank_reference: str,
    arrived_at: datetime,
    family: str = "",
    place: Place | None = None,
    vintage_from: int | None = None,
    vintage_until: int | None = None,
) -> Receipt:
    """Write down a grant, or a charge that became the fund's; what it pays for is the fund's, as public benefit.

    bank_reference: unique among receipts of that source. Raises NotAllowed, BadInput, AlreadyRecorded.
    """
    permissions.require(by, "receipt.book", fund.agent)
    if source not in (Receipt.Source.GRANT, Receipt.Source.CHARGE):
        raise errors.BadInput("source", source, "grant or charge; what was pledged is recorded under its pledge")
    money.check_cents("cents", cents)
    pledges.check_earmark(family, vintage_from, vintage_until)
    return _record(
        by, fund=fund, source=source, payer=payer, funder=fund.agent, cents=cents,
        bank_reference=_unused(source, bank_reference), arrived_at=arrived_at, family=family, place=place,
        vintage_from=vintage_from, vintage_until=vintage_until,
    )  # fmt: skip


def refund(*, by: Agent, receipt: Receipt, cents: int, reason: str, bank_reference: str) -> Refund:
    """Give back to its payer what a receipt has not spent, or a part. Raises InsufficientFunds above what is left."""
    permissions.require(by, "receipt.book", receipt.fund.agent)
    money.check_cents("cents", cents)
    reference = words.line("bank_reference", bank_reference, 140)
    funds.take_turn()
    if Refund.objects.filter(bank_reference=reference).exists():
        raise errors.AlreadyRecorded(f"A refund has the bank reference {reference!r}.")
    account = account_of(receipt)
    if cents > account.available:
        raise errors.InsufficientFunds(account.id, cents, account.available)
    refund = Refund.objects.create(
        receipt=receipt, cents=cents, reason=words.reasons("reason", reason, 2000), bank_reference=reference
    )
    if cents == account.available:
        Receipt.objects.filter(pk=receipt.pk).update(open=False)
    world = accounts.source(unit=account.unit_id, purpose="world")
    entries.record(
        kind="receipt.refunded", subject=receipt, by=by, acting_for=receipt.fund.agent,
        body={"cents": str(cents)}, transfers=[Move(account, world, cents)],
    )  # fmt: skip
    events.publish(events.ReceiptsRefunded([refund.pk], by.pk))
    return refund


def account_of(receipt: Receipt) -> Account:
    """Where what is left of a receipt stands."""
    fund = receipt.fund
    return accounts.open(unit=str(fund.currency_id), holder=fund.agent, purpose=RECEIPT, subject=receipt)


def _record(by: Agent, **columns: Any) -> Receipt:
    if columns["arrived_at"] > timezone.now():
        raise errors.BadInput(
            "arrived_at", columns["arrived_at"], "a time that is past: only money that arrived is spent"
        )
    receipt = Receipt.objects.create(id=ids.uuid7(), **columns)
    world = accounts.source(unit=str(receipt.fund.currency_id), purpose="world")
    body = {
        "source": str(receipt.source),
        "pledge": str(receipt.pledge_id) if receipt.pledge_id else None,
        "cents": str(receipt.cents),
        "family": receipt.family,
        "place": receipt.place_id,
        "vintages": [receipt.vintage_from, receipt.vintage_until] if receipt.vintage_from else None,
    }
    entries.record(
        kind="receipt.recorded", subject=receipt, by=by, acting_for=receipt.fund.agent, body=body,
        occurred_at=receipt.arrived_at, transfers=[Move(world, account_of(receipt), receipt.cents)],
    )  # fmt: skip
    events.publish(events.ReceiptsRecorded([receipt.pk], by.pk))
    return receipt


def _unused(source: str, bank_reference: str) -> str:
    reference = words.line("bank_reference", bank_reference, 140)
    if Receipt.objects.filter(source=source, bank_reference=reference).exists():
        raise errors.AlreadyRecorded(f"A {source} with the bank reference {reference!r} is recorded.")
    return reference
