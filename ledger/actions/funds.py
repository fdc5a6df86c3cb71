"""Funds: founding them, and taking turns at what their money is spent on."""

from django.db import connection

from commons.models import Agent
from ledger import errors, permissions
from ledger.actions import entries
from ledger.models import Fund, Unit
from ledger.rules import banking, money, words

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


def set_terms(
    *, by: Agent, fund: Fund, iban: str = "", account_holder: str = "", minimum_payout_cents: int = 0
) -> Fund:
    """Say where money is paid in, and from what amount on a claimant is paid out; both are public, and on the record.

    Raises NotAllowed, BadInput.
    """
    permissions.require(by, "fund.manage", fund.agent)
    locked = Fund.objects.select_for_update(no_key=True, of=("self",)).select_related("agent").get(pk=fund.pk)
    if minimum_payout_cents:
        money.check_cents("minimum_payout_cents", minimum_payout_cents)
    locked.minimum_payout_cents = minimum_payout_cents
    locked.iban = banking.check_iban("iban", iban) if iban or account_holder else ""
    locked.account_holder = words.line("account_holder", account_holder, 140) if locked.iban else ""
    locked.save(update_fields=["iban", "account_holder", "minimum_payout_cents"])
    entries.record(
        kind="fund.terms_set", subject=locked, by=by, acting_for=locked.agent,
        body={"iban": locked.iban, "account_holder": locked.account_holder,
              "minimum_payout_cents": str(minimum_payout_cents)},
    )  # fmt: skip
    return locked


def take_turn() -> None:
    """Wait until nobody else spends receipts, and keep the turn until this transaction ends.

    Which receipt pays for which tokens is a sequential rule: one at a time is what makes it one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
