"""Payouts: preparing them, and writing down what the bank said."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from commons.models import Agent
from commons.rules import ids
from ledger import errors, events, permissions
from ledger.actions import accounts, entries, funds
from ledger.actions.entries import Draft
from ledger.models import BankAccount, Payout
from ledger.rules import arrays, banking, moves, payouts, words
from ledger.rules.chunks import Chunk
from ledger.rules.moves import Move

FIRST = UUID(int=0)

_DUE = """
SELECT a.id, a.holder_id, a.subject_id, a.unit_id, a.credits - a.debits - a.held_debits
FROM ledger_account a JOIN commons_agent claimant ON claimant.id = a.holder_id AND claimant.erased_at IS NULL
JOIN ledger_fund f ON f.id = a.subject_id
WHERE a.purpose = 'payable' AND a.id > %s
  AND a.credits - a.debits - a.held_debits >= greatest(f.minimum_payout_cents, 1)
  AND NOT EXISTS (SELECT FROM ledger_payout p WHERE p.fund_id = a.subject_id AND p.claimant_id = a.holder_id
                  AND p.state IN ('prepared', 'sent', 'refused'))
ORDER BY a.id LIMIT %s
"""


def prepare_due(*, at: datetime, size: int, cursor: UUID | None) -> Chunk:
    """Hold what each claimant is owed by each fund, from the fund's minimum on.

    Not where a payout of theirs is under way or was refused.
    """
    funds.take_turn()
    with connection.cursor() as found:
        found.execute(_DUE, [cursor or FIRST, size])
        rows = found.fetchall()
    if not rows:
        return Chunk()
    new = [ids.uuid7() for _ in rows]
    worlds = {unit: accounts.source(unit=unit, purpose="world").id for unit in {row[3] for row in rows}}
    recorded = entries.record_many(_draft(id_, row, worlds[row[3]], at) for id_, row in zip(new, rows, strict=True))
    _write(new, rows, [entry.transfers[0] for entry in recorded])
    events.publish(events.PayoutsPrepared(new))
    counts = Counter(payouts_prepared=len(rows), cents_prepared=sum(row[4] for row in rows))
    return Chunk(counts, cursor=rows[-1][0] if len(rows) == size else None)


def send(*, by: Agent, payout: Payout) -> Payout:
    """It was given to the bank. Raises WrongState while the claimant has given no bank account."""
    payout = _locked(by, payout)
    if not BankAccount.objects.filter(agent=payout.claimant_id).exists():
        raise errors.WrongState("payout", "waiting for bank details", "send", ("the claimant has given them",))
    payout.state = payouts.after(payout.state, "send")
    payout.save(update_fields=["state"])
    entries.record(kind="payout.sent", subject=payout, by=by, acting_for=payout.fund.agent)
    events.publish(events.PayoutsSent([payout.pk], by.pk))
    return payout


def confirm(*, by: Agent, payout: Payout, bank_reference: str) -> Payout:
    """The bank says that it is paid: the money leaves the books. Saying so again changes nothing.

    Raises WrongState, BadInput, AlreadyRecorded where another payout has that bank reference.
    """
    reference = words.line("bank_reference", bank_reference, 140)
    payout = _locked(by, payout)
    if payout.state == Payout.State.PAID and payout.bank_reference == reference:
        return payout
    payout.state = payouts.after(payout.state, "confirm")
    if Payout.objects.filter(bank_reference=reference).exists():
        raise errors.AlreadyRecorded(f"Another payout has the bank reference {reference!r}.")
    payout.bank_reference, payout.settled_at = reference, timezone.now()
    payout.save(update_fields=["state", "bank_reference", "settled_at"])
    entries.record(
        kind="payout.paid", subject=payout, by=by, acting_for=payout.fund.agent,
        body={"cents": str(payout.cents)}, transfers=[moves.post(payout.hold)],
    )  # fmt: skip
    events.publish(events.PayoutsPaid([payout.pk], by.pk))
    return payout


def refuse(*, by: Agent, payout: Payout, refusal: str) -> Payout:
    """The bank did not pay it: the money is the claimant's to be paid again, when what was wrong is corrected.

    refusal: one of rules.payouts.NEXT_STEPS, which says what to do.
    """
    payouts.check_refusal(refusal)
    payout = _locked(by, payout)
    payout.state, payout.refusal = payouts.after(payout.state, "refuse"), refusal
    payout.settled_at = timezone.now()
    payout.save(update_fields=["state", "refusal", "settled_at"])
    entries.record(
        kind="payout.refused", subject=payout, by=by, acting_for=payout.fund.agent,
        body={"refusal": refusal}, transfers=[moves.void(payout.hold)],
    )  # fmt: skip
    events.publish(events.PayoutsRefused([payout.pk], by.pk))
    return payout


def retry(*, by: Agent, payout: Payout) -> Payout:
    """What was wrong is corrected: the next reconciliation prepares it anew.

    by: who settles the fund's payouts, or who directs the claimant's.
    """
    payout = _locked(by, payout, or_for_claimant=True)
    payout.state = payouts.after(payout.state, "retry")
    payout.save(update_fields=["state"])
    entries.record(kind="payout.retried", subject=payout, by=by, acting_for=payout.fund.agent)
    events.publish(events.PayoutsRetried([payout.pk], by.pk))
    return payout


def direct(*, by: Agent, acting_for: Agent, holder_name: str, iban: str, at: datetime) -> BankAccount:
    """Say to which bank account `acting_for` is paid; what a bank refused because of the old one is tried again.

    Not on the record: it is read by them and by treasurers who pay them. Raises NotAllowed, BadInput.
    """
    permissions.require(by, "payout.direct", acting_for)
    given = {"holder_name": words.line("holder_name", holder_name, 140), "iban": banking.check_iban("iban", iban)}
    if acting_for.erased_at:
        raise errors.BadInput("acting_for", acting_for, "somebody who was not erased")
    account, _ = BankAccount.objects.update_or_create(
        agent=acting_for, defaults={**given, "given_by": by, "given_at": at}
    )
    refused = Payout.objects.filter(claimant=acting_for, state="refused", refusal__in=payouts.BY_OTHER_DETAILS)
    for payout in refused.select_related("fund__agent", "claimant").order_by("id"):
        retry(by=by, payout=payout)
    return account


def _locked(by: Agent, payout: Payout, *, or_for_claimant: bool = False) -> Payout:
    if not (or_for_claimant and permissions.may(by, "payout.direct", payout.claimant)):
        permissions.require(by, "payout.settle", payout.fund.agent)
        if by == payout.claimant:
            raise errors.NotAllowed("Nobody settles a payout to themselves: another treasurer or an operator may.")
    funds.take_turn()
    return Payout.objects.select_for_update(no_key=True, of=("self",)).select_related("fund__agent").get(pk=payout.pk)


def _draft(id_: UUID, row: tuple[Any, ...], world: UUID, at: datetime) -> Draft:
    payable, _, fund, unit, cents = row
    hold = Move(payable, world, cents, phase="held", unit=unit)
    return Draft("payout.prepared", ("payout", id_), body={"fund": str(fund), "cents": str(cents)}, transfers=[hold],
                 occurred_at=at)  # fmt: skip


_PAYOUTS = """
INSERT INTO ledger_payout (id, fund_id, claimant_id, cents, hold_id, state, refusal)
SELECT id, fund, claimant, cents, hold, 'prepared', ''
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::uuid[]) new(id, fund, claimant, cents, hold)
"""


def _write(new: list[UUID], rows: list[tuple[Any, ...]], holds: list[UUID]) -> None:
    columns = [new, [row[2] for row in rows], [row[1] for row in rows], [row[4] for row in rows], holds]
    with connection.cursor() as cursor:
        cursor.execute(_PAYOUTS, [arrays.plain(column) for column in columns])
