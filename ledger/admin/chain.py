"""The chain, both ways: from any row to the rows that it came from and those that came of it.

claim → batch → fundings → receipt → pledge → fund → payouts → entries → accounts
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ledger.models import (
    Account,
    Asset,
    Batch,
    Claim,
    Correction,
    Entry,
    Evidence,
    Fund,
    Funding,
    Objection,
    Payout,
    Pledge,
    Price,
    Receipt,
    Refund,
    Retirement,
    Reversal,
    Transfer,
    Verification,
    Withholding,
)
from ledger.models.payouts import PAYABLE
from ledger.templatetags.amounts import mass, money, of_unit
from ledger.templatetags.record import event


@dataclass(frozen=True)
class Step:
    """A link from the row: what is there, and where."""

    label: str
    href: str
    text: str


def of(row: Model) -> list[Step]:
    """Every way on from the row that leads to something."""
    return [step for step in _STEPS.get(type(row), lambda _row: iter(()))(row) if step]


def called(row: Model) -> str:
    """What operators call the row: amounts in their unit."""
    if isinstance(row, Payout):
        return _("%(amount)s to %(whom)s") % {"amount": money(row.cents, row.fund.currency_id), "whom": row.claimant}
    if isinstance(row, Receipt):
        return _("%(amount)s from %(whom)s") % {"amount": money(row.cents, row.fund.currency_id), "whom": row.payer}
    if isinstance(row, Transfer):
        return f"{of_unit(row.amount, row.unit)} ({row.get_phase_display()})"
    if isinstance(row, Funding):
        return f"{mass(row.grams)}, {money(row.cents, row.receipt.fund.currency_id)}"
    if isinstance(row, Entry):
        return event(row.kind)
    if isinstance(row, Correction):
        return row.reason
    return str(row)


def _one(label: str, row: Model | None) -> Step | None:
    return Step(label, _address(row), called(row)) if row else None


def _many(label: str, model: type[Model], **narrowed: Any) -> Step | None:
    """A list of the admin, narrowed; none where it would be empty."""
    if not model._base_manager.filter(**narrowed).exists():
        return None
    query = "&".join(f"{name}={value}" for name, value in narrowed.items())
    return Step(label, f"{reverse(f'admin:ledger_{model._meta.model_name}_changelist')}?{query}", _("list"))


def _address(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _accounts(row: Model) -> Step | None:
    return _many(_("Accounts about it"), Account, subject_id=row.pk)


Steps = Iterator[Step | None]


def _of_claim(claim: Claim) -> Steps:
    batch = Batch.objects.filter(claim=claim).first()
    yield _one(_("Claimant"), claim.claimant)
    yield _one(_("Asset"), claim.asset)
    yield _one(_("Programme"), claim.programme)
    yield _many(_("Evidence"), Evidence, claim=claim.pk)
    yield _many(_("Verifications"), Verification, claim=claim.pk)
    yield _many(_("Objections"), Objection, claim=claim.pk)
    yield _one(_("Batch of tokens"), batch)
    if batch:
        yield _many(_("Fundings"), Funding, batch=batch.pk)
    yield _many(_("Payouts to its claimant"), Payout, claimant=claim.claimant_id)


def _of_batch(batch: Batch) -> Steps:
    yield _one(_("Claim"), batch.claim)
    yield _many(_("Fundings"), Funding, batch=batch.pk)
    yield _many(_("Retirements"), Retirement, batch=batch.pk)
    yield _many(_("Reversals"), Reversal, batch=batch.pk)
    yield _accounts(batch)


def _of_funding(funding: Funding) -> Steps:
    yield _one(_("Claim"), funding.batch.claim)
    yield _one(_("Batch of tokens"), funding.batch)
    yield _one(_("Receipt"), funding.receipt)
    yield _one(_("Pledge"), funding.receipt.pledge)
    yield _one(_("Fund"), funding.receipt.fund)
    yield _one(_("Price"), funding.price)
    yield _one(_("Entry"), Entry.objects.filter(pk=funding.pk).defer("leaf").first())
    claimant, fund = funding.batch.claimant_id, funding.receipt.fund_id
    yield _many(_("Payouts of that fund to the claimant"), Payout, claimant=claimant, fund=fund)


def _of_receipt(receipt: Receipt) -> Steps:
    yield _one(_("Pledge"), receipt.pledge)
    yield _one(_("Fund"), receipt.fund)
    yield _many(_("What it paid for"), Funding, receipt=receipt.pk)
    yield _many(_("What went back"), Refund, receipt=receipt.pk)
    yield _accounts(receipt)


def _of_pledge(pledge: Pledge) -> Steps:
    yield _one(_("Funder"), pledge.funder)
    yield _one(_("Fund"), pledge.fund)
    yield _many(_("What arrived"), Receipt, pledge=pledge.pk)


def _of_fund(fund: Fund) -> Steps:
    yield _many(_("Pledges"), Pledge, fund=fund.pk)
    yield _many(_("Receipts"), Receipt, fund=fund.pk)
    yield _many(_("Prices"), Price, fund=fund.pk)
    yield _many(_("Payouts"), Payout, fund=fund.pk)
    yield _many(_("What it owes to claimants"), Account, subject_id=fund.pk, purpose=PAYABLE)
    yield _many(_("Accounts that it holds"), Account, holder=fund.agent_id)


def _of_payout(payout: Payout) -> Steps:
    yield _one(_("Claimant"), payout.claimant)
    yield _many(_("Claims of theirs"), Claim, claimant=payout.claimant_id)
    yield _one(_("Fund"), payout.fund)
    hold = Transfer.objects.select_related("debit").filter(pk=payout.hold_id).first()
    yield _one(_("Held money"), hold)
    if hold:
        yield _one(_("Account that owes it"), hold.debit)
        yield _one(_("Settled by"), Transfer.objects.filter(resolves=hold).first())
    yield _many(_("Other payouts to them"), Payout, claimant=payout.claimant_id)


def _of_entry(entry: Entry) -> Steps:
    for correction in entry.corrections.select_related("correction").defer("correction__leaf"):
        yield _one(_("Corrected by"), correction.correction)
    if hasattr(entry, "corrects"):
        yield _one(_("Corrects"), Entry.objects.defer("leaf").get(pk=entry.corrects.corrected_id))
        yield _one(_("Why"), entry.corrects)
    yield subject(entry.subject_kind, entry.subject_id)
    yield _many(_("What it moved"), Transfer, entry=entry.pk)
    yield Step(_("Its leaf and transfers"), reverse("entry", args=[entry.pk]), _("public page"))


def _of_transfer(transfer: Transfer) -> Steps:
    yield _one(_("Entry"), Entry.objects.filter(pk=transfer.entry_id).defer("leaf").first())
    yield _one(_("From"), transfer.debit)
    yield _one(_("To"), transfer.credit)
    yield _one(_("Settles"), Transfer.objects.filter(pk=transfer.resolves_id).first())
    yield _one(_("Settled by"), Transfer.objects.filter(resolves=transfer.pk).first())


def _of_account(account: Account) -> Steps:
    yield _one(_("Holder"), account.holder)
    if account.subject_id:
        yield subject(account.subject_kind, account.subject_id)
    yield _many(_("What left it"), Transfer, debit=account.pk)
    yield _many(_("What came to it"), Transfer, credit=account.pk)


def _about_a_claim(row: Any) -> Steps:
    yield _one(_("Claim"), row.claim)


def _about_a_batch(row: Any) -> Steps:
    yield _one(_("Claim"), row.batch.claim)
    yield _one(_("Batch of tokens"), row.batch)
    yield _accounts(row.batch)


def _of_withholding(row: Withholding) -> Steps:
    yield subject(row.subject_kind, row.subject_id)
    yield _one(_("Whose"), row.whose)


def subject(kind: str, id_: Any) -> Step | None:
    """What an entry, an account or a withholding is about."""
    for app in ("ledger", "commons"):
        try:
            address = reverse(f"admin:{app}_{kind}_change", args=[id_])
        except NoReverseMatch:
            continue
        return Step(_("About"), address, kind)
    return None


_STEPS: dict[type[Model], Callable[[Any], Steps]] = {
    Account: _of_account,
    Asset: lambda row: iter([_one(_("Owner"), row.owner), _many(_("Claims"), Claim, asset=row.pk)]),
    Batch: _of_batch,
    Claim: _of_claim,
    Entry: _of_entry,
    Evidence: _about_a_claim,
    Fund: _of_fund,
    Funding: _of_funding,
    Objection: _about_a_claim,
    Payout: _of_payout,
    Pledge: _of_pledge,
    Price: lambda row: iter([_one(_("Fund"), row.fund), _many(_("Fundings at it"), Funding, price=row.pk)]),
    Receipt: _of_receipt,
    Refund: lambda row: iter([_one(_("Receipt"), row.receipt), _one(_("Fund"), row.receipt.fund)]),
    Retirement: _about_a_batch,
    Reversal: _about_a_batch,
    Transfer: _of_transfer,
    Verification: _about_a_claim,
    Withholding: _of_withholding,
}
