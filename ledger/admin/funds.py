"""Funds and their money. Prices are only looked at: they are announced by the founding, and later by councils."""

from django.contrib import admin

from ledger.actions import payouts, receipts
from ledger.admin.plain import LookOnly, link, page_link
from ledger.admin.verbs import ActingAdmin, Verb
from ledger.forms.refusals import RefusableForm
from ledger.forms.treasury import ArrivalForm, ConfirmForm, GrantForm, RefundForm, RefusalForm
from ledger.models import Fund, Payout, Pledge, Price, Receipt, Refund
from ledger.rules.payouts import TRANSITIONS


def _from(verb: str) -> tuple[str, ...]:
    """The states of a payout in which that can be done."""
    return tuple(state for state, known in TRANSITIONS if known == verb)


@admin.register(Fund)
class FundAdmin(ActingAdmin):
    list_display = ("agent", "currency", "founded_at", "buttons")
    list_select_related = ("agent",)
    search_fields = ("agent__name__istartswith",)
    readonly_fields = ("page",)
    verbs = (Verb("grant", "Record a grant or charge", GrantForm, receipts.record, "receipt.book", "fund"),)

    @admin.display(description="money")
    def page(self, fund: Fund) -> str:
        return page_link("fund", fund.pk, "on its page")


@admin.register(Price)
class PriceAdmin(LookOnly):
    list_display = ("fund", "family", "place", "cents_per_tonne", "applies_from", "applies_until")
    list_filter = ("family",)
    list_select_related = ("fund__agent", "place")


@admin.register(Pledge)
class PledgeAdmin(ActingAdmin):
    list_display = ("funder", "fund", "cadence", "instalment_cents", "cap_cents", "state", "buttons")
    list_filter = ("state", "cadence")
    list_select_related = ("funder", "fund__agent")
    search_fields = ("id__exact", "funder__name__istartswith")
    verbs = (
        Verb("arrival", "Record what arrived", ArrivalForm, receipts.record_pledged, "receipt.book", "pledge",
             ("active", "paused")),
    )  # fmt: skip


@admin.register(Receipt)
class ReceiptAdmin(ActingAdmin):
    list_display = ("payer", "fund", "source", "cents", "arrived_at", "open", "buttons")
    list_filter = ("source", "open")
    list_select_related = ("payer", "fund__agent")
    search_fields = ("id__exact", "bank_reference__exact", "payer__name__istartswith")
    ordering = ("-arrived_at", "-id")
    readonly_fields = ("page",)
    verbs = (Verb("refund", "Give back", RefundForm, receipts.refund, "receipt.book", "receipt"),)

    @admin.display(description="what it paid for")
    def page(self, receipt: Receipt) -> str:
        return page_link("receipt", receipt.pk, "on its page")


@admin.register(Refund)
class RefundAdmin(LookOnly):
    list_display = ("of_receipt", "cents", "bank_reference", "refunded_at")
    list_select_related = ("receipt__payer",)
    search_fields = ("bank_reference__exact",)

    @admin.display(description="receipt")
    def of_receipt(self, refund: Refund) -> str:
        return link("receipt", refund.receipt_id, refund.receipt)


@admin.register(Payout)
class PayoutAdmin(ActingAdmin):
    list_display = ("claimant", "fund", "cents", "state", "buttons", "refusal", "prepared_at", "settled_at")
    list_filter = ("state",)
    list_select_related = ("claimant", "fund__agent")
    search_fields = ("id__exact", "bank_reference__exact", "claimant__name__istartswith")
    ordering = ("-prepared_at", "-id")
    exclude = ("hold",)
    verbs = (
        Verb("send", "Given to the bank", RefusableForm, payouts.send, "payout.settle", "payout", _from("send")),
        Verb("confirm", "The bank paid", ConfirmForm, payouts.confirm, "payout.settle", "payout", _from("confirm")),
        Verb("refuse", "The bank refused", RefusalForm, payouts.refuse, "payout.settle", "payout", _from("refuse")),
        Verb("retry", "Corrected: try again", RefusableForm, payouts.retry, "payout.settle", "payout", _from("retry")),
    )
