"""Funds and their money. Prices are only looked at: they are announced by the founding, and later by councils."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.plumbing.looked import asked, known
from ledger.actions import payouts, receipts
from ledger.admin.claims import families
from ledger.admin.moderation import WITHHOLD
from ledger.admin.plain import LookOnly, link, page_link
from ledger.admin.verbs import ActingAdmin, Verb
from ledger.forms.refusals import RefusableForm
from ledger.forms.treasury import ArrivalForm, ConfirmForm, GrantForm, RefundForm, RefusalForm
from ledger.models import BankAccount, Fund, Payout, Pledge, Price, Receipt, Refund
from ledger.queries import attention
from ledger.rules.payouts import NEXT_STEPS, TRANSITIONS
from ledger.templatetags.amounts import money
from ledger.templatetags.record import in_words


def _from(verb: str) -> tuple[str, ...]:
    """The states of a payout in which that can be done."""
    return tuple(state for state, known_ in TRANSITIONS if known_ == verb)


def _of_payout(payout: Payout, _given: dict[str, Any]) -> str:
    return money(payout.cents, payout.fund.currency_id)


def _hanging(days: int) -> tuple[Any, Any]:
    since = timedelta(days=days)
    return (
        _("on their way for more than %d days") % days,
        lambda rows: attention.hanging(rows, timezone.now(), since),
    )


@admin.register(Fund)
class FundAdmin(ActingAdmin):
    list_display = ("agent", "currency", "founded_at", "buttons")
    list_select_related = ("agent",)
    search_fields = ("agent__name__istartswith",)
    readonly_fields = ("page",)
    verbs = (Verb("grant", _("Record a grant or charge"), GrantForm, receipts.record, "receipt.book", "fund"), WITHHOLD)

    @admin.display(description=_("money"))
    def page(self, fund: Fund) -> str:
        return page_link("fund", fund.pk, _("on its page"))


@admin.register(Price)
class PriceAdmin(LookOnly):
    list_display = ("fund", "family", "place", "a_tonne", "applies_from", "applies_until")
    list_filter = (known("family", _("family"), families),)
    list_select_related = ("fund__agent", "place")
    search_fields = ("fund__agent__name__istartswith",)
    ordering = ("-applies_from",)

    @admin.display(description=_("a tonne"))
    def a_tonne(self, price: Price) -> str:
        return money(price.cents_per_tonne, price.fund.currency_id)


@admin.register(Pledge)
class PledgeAdmin(ActingAdmin):
    list_display = ("funder", "fund", "cadence", "instalment", "state", "pledged_at", "buttons")
    list_filter = ("state", "cadence")
    list_select_related = ("funder", "fund__agent")
    search_fields = ("id__exact", "funder__name__istartswith")
    search_help_text = _("An id, or the beginning of a funder's name")
    ordering = ("-id",)
    verbs = (
        Verb("arrival", _("Record what arrived"), ArrivalForm, receipts.record_pledged, "receipt.book", "pledge",
             ("active", "paused")),
        WITHHOLD,
    )  # fmt: skip

    @admin.display(description=_("instalment"))
    def instalment(self, pledge: Pledge) -> str:
        return money(pledge.instalment_cents, pledge.fund.currency_id)


@admin.register(Receipt)
class ReceiptAdmin(ActingAdmin):
    list_display = ("payer", "fund", "source", "amount", "arrived_at", "open", "buttons")
    list_filter = (
        "source",
        asked("now", _("now"), {"open": (_("with money left"), lambda rows: rows.filter(open=True))}),
    )
    list_select_related = ("payer", "fund__agent")
    search_fields = ("id__exact", "bank_reference__exact", "payer__name__istartswith")
    search_help_text = _("An id, a bank reference, or the beginning of a payer's name")
    ordering = ("-arrived_at", "-id")
    readonly_fields = ("amount", "page")
    verbs = (
        Verb("refund", _("Give back"), RefundForm, receipts.refund, "receipt.book", "receipt",
             corrects=("receipt.recorded",), fitting=lambda receipt: receipt.open,
             figure=lambda receipt, given: money(given["cents"], receipt.fund.currency_id)),
    )  # fmt: skip

    @admin.display(description=_("amount"))
    def amount(self, receipt: Receipt) -> str:
        return money(receipt.cents, receipt.fund.currency_id)

    @admin.display(description=_("what it paid for"))
    def page(self, receipt: Receipt) -> str:
        return page_link("receipt", receipt.pk, _("on its page"))


@admin.register(Refund)
class RefundAdmin(ActingAdmin):
    list_display = ("bank_reference", "of_receipt", "cents", "refunded_at")
    list_select_related = ("receipt__payer",)
    search_fields = ("bank_reference__exact",)
    ordering = ("-id",)
    verbs = (WITHHOLD,)

    @admin.display(description=_("receipt"))
    def of_receipt(self, refund: Refund) -> str:
        return link("receipt", refund.receipt_id, refund.receipt)


@admin.register(Payout)
class PayoutAdmin(ActingAdmin):
    list_display = ("claimant", "fund", "amount", "state", "why", "prepared_at", "settled_at", "buttons")
    list_filter = (
        "state",
        asked(
            "waits",
            _("stuck"),
            {
                "3": _hanging(3),
                "7": _hanging(7),
                "30": _hanging(30),
                "refused": (_("refused"), attention.refused),
                "undirected": (_("without bank details"), attention.without_bank_details),
            },
        ),
        known("refusal", _("what the bank said"), lambda: [(code, in_words(code)) for code in NEXT_STEPS]),
    )
    list_select_related = ("claimant", "fund__agent")
    search_fields = ("id__exact", "bank_reference__exact", "claimant__name__istartswith")
    search_help_text = _("An id, a bank reference, or the beginning of a claimant's name")
    ordering = ("-prepared_at", "-id")
    fields = ("id", "claimant", "fund", "amount", "state", "why", "bank_details", "bank_reference", "refusal",
              "prepared_at", "settled_at")  # fmt: skip
    readonly_fields = fields
    verbs = (
        Verb("send", _("Sent to the bank"), RefusableForm, payouts.send, "payout.settle", "payout", _from("send")),
        Verb("confirm", _("Paid"), ConfirmForm, payouts.confirm, "payout.settle", "payout", _from("confirm"),
             figure=_of_payout),
        Verb("refuse", _("Refused"), RefusalForm, payouts.refuse, "payout.settle",
             "payout", _from("refuse"), corrects=("payout.prepared",), figure=_of_payout),
        Verb("retry", _("Try again"), RefusableForm, payouts.retry, "payout.settle", "payout",
             _from("retry"), corrects=("payout.refused",)),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payout]:
        theirs = BankAccount.objects.filter(agent=OuterRef("claimant"))
        return super().get_queryset(request).select_related("claimant", "fund__agent").annotate(directed=Exists(theirs))

    @admin.display(description=_("amount"), ordering="cents")
    def amount(self, payout: Payout) -> str:
        return money(payout.cents, payout.fund.currency_id)

    @admin.display(description=_("why it waits"))
    def why(self, payout: Any) -> str:
        """For whoever has to put it right: what is wrong, and what to do."""
        if payout.state == Payout.State.REFUSED:
            return f"{in_words(payout.refusal).capitalize()}. {NEXT_STEPS.get(payout.refusal, '')}"
        since = timesince(payout.prepared_at)
        if payout.state == Payout.State.PREPARED and not payout.directed:
            return gettext("No bank details for %s. Ask the claimant for them.") % since
        if payout.state == Payout.State.PREPARED:
            return gettext("Not given to the bank for %s.") % since
        if payout.state == Payout.State.SENT:
            return gettext("At the bank for %s. Ask it what became of it.") % since
        return "-"

    @admin.display(description=_("bank account"))
    def bank_details(self, payout: Payout) -> Any:
        account = BankAccount.objects.filter(agent=payout.claimant_id).first()
        return f"{account.holder_name}, {account.masked}" if account else _("none given yet")
