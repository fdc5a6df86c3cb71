"""Funds: founding them, and taking turns at what their money is spent on."""

from django.db import connection

from commons.models import Agent
from ledger import errors, permissions
from ledger.actions import entries
from ledger.models import Fund, Unit
from ledger.rules import words

# "fund" in ASCII: whoever spends receipts, refunds them, reverses tokens or prepares payouts holds this lock.
TURN = 0x66756E64


def found(*, agent: Agent, by: Agent | None = None, currency: str = "EUR", purpose: str = "") -> Fund:
    """Make a purse of a collective. by: an operator; None for the founding command, which has no person.

    Raises NotAllowed, BadInput.
    """
    if by:
        permissions.require(by, "fund.found", agent)
    if agent.kind != Agent.Kind.COLLECTIVE or agent.erased_at:
        raise errors.BadInput("agent", agent, "a collective: a fund belongs to no one person")
    if not Unit.objects.filter(code=currency, kind=Unit.Kind.MONEY).exists():
        raise errors.BadInput("currency", currency, "the code of a unit of money")
    fund = Fund.objects.create(agent=agent, currency_id=currency, purpose=words.paragraphs("purpose", purpose, 2000))
    entries.record(kind="fund.founded", subject=fund, by=by, acting_for=agent, body={"currency": currency})
    return fund


def take_turn() -> None:
    """Wait until nobody else spends receipts, and keep the turn until this transaction ends.

    Which receipt pays for which tokens is a sequential rule: one at a time is what makes it one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
