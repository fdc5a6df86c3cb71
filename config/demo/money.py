"""The demo's money: what was pledged and granted, what arrived, and what the bank said of the payouts."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from commons.models import Agent, Membership, Place
from config.plumbing import transactions
from ledger import errors
from ledger.actions import funds, payouts, pledges, receipts, retirements
from ledger.models import Batch, Fund, Payout, Pledge, Receipt

PAID_OUT = 3
# Of no account: examples that the IBAN standard's registry prints.
FUND_IBAN, CLAIMANTS_IBAN = "GB82 WEST 1234 5698 7654 32", "DE89 3704 0044 0532 0130 00"


@transactions.edge()
def give(cast: Mapping[str, Agent], fund: Fund, at: datetime) -> None:
    """A public grant for anything, a funder's pledge for Wales, and a monthly one for whatever is due."""
    funmi, operator, wales = cast["Funmi Adeyemi"], cast["Olu Bakare"], Place.objects.get(path="earth.gb.wls")
    once = pledges.make(
        by=funmi, acting_for=funmi, fund=fund, instalment_cents=1_500_000, starts_on=date(2026, 1, 1), place=wales,
        benefit="Warm homes in Wales: less gas bought, and less winter illness.", key="demo:pledge:wales",
    )  # fmt: skip
    monthly = pledges.make(
        by=funmi, acting_for=funmi, fund=fund, instalment_cents=50_000, cap_cents=600_000, cadence="monthly",
        starts_on=date(2026, 1, 1), key="demo:pledge:monthly",
    )  # fmt: skip
    for pledge, cents, days in ((once, 1_500_000, 60), (monthly, 50_000, 50), (monthly, 50_000, 20)):
        _arrive(pledge, cents, f"DEMO-{pledge.cadence}-{days}", at - timedelta(days=days), operator)
    if not Receipt.objects.filter(bank_reference="DEMO-grant").exists():
        receipts.record(by=operator, fund=fund, source="grant", payer=cast["Riverbend Public Grants"], cents=13_000_000,
                        bank_reference="DEMO-grant", arrived_at=at - timedelta(days=70))  # fmt: skip


@transactions.edge()
def direct(cast: Mapping[str, Agent], fund: Fund, at: datetime) -> None:
    """The fund says where to pay in; all claimants but the last, whose payout waits, where they are paid."""
    if fund.iban:
        return
    role = Membership.Role.TREASURER
    Membership.objects.create(collective=fund.agent, member=cast["Tove Nyberg"], role=role, since=at)
    operator = cast["Olu Bakare"]
    funds.set_terms(by=operator, fund=fund, iban=FUND_IBAN, account_holder=fund.agent.name, minimum_payout_cents=500)
    waiting = Payout.objects.filter(state=Payout.State.PREPARED).order_by("id").select_related("claimant")
    for payout in list(waiting)[:-1]:
        claimant = payout.claimant
        by = claimant if claimant.kind == Agent.Kind.PERSON else claimant.memberships.get(role="steward").member
        payouts.direct(by=by, acting_for=claimant, holder_name=claimant.name, iban=CLAIMANTS_IBAN, at=at)


def _arrive(pledge: Pledge, cents: int, reference: str, at: datetime, operator: Agent) -> None:
    with suppress(errors.AlreadyRecorded):
        if not Receipt.objects.filter(bank_reference=reference).exists():
            receipts.record_pledged(by=operator, pledge=pledge, cents=cents, bank_reference=reference, arrived_at=at)


@transactions.edge()
def settle(operator: Agent) -> None:
    """The bank paid the first payouts and refused one; the others are on their way. Only once."""
    waiting = list(Payout.objects.filter(state=Payout.State.PREPARED).order_by("id"))
    if Payout.objects.exclude(state=Payout.State.PREPARED).exists() or not waiting:
        return
    for payout in waiting[:PAID_OUT]:
        sent = payouts.send(by=operator, payout=payout)
        payouts.confirm(by=operator, payout=sent, bank_reference=f"DEMO-{payout.pk}")
    for payout in waiting[PAID_OUT : PAID_OUT + 1]:
        payouts.refuse(by=operator, payout=payout, refusal="account_closed")


@transactions.edge()
def retire(funder: Agent) -> None:
    """A funder takes 100 kg of what she paid for out of use."""
    batch = Batch.objects.filter(fundings__receipt__funder=funder).order_by("number").first()
    if batch:
        retirements.retire(
            by=funder, acting_for=funder, batch=batch, quantity_g=100_000, beneficiary="Funmi's household",
            reason="Our train and ferry trips of 2025", key="demo:retire",
        )  # fmt: skip
