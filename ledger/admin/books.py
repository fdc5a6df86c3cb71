"""The record and the books: to be looked at, whoever looks. What is wrong is put right by another entry."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.plumbing.looked import asked, known
from ledger.admin.correcting import ways
from ledger.admin.plain import LookOnly, link, page_link
from ledger.models import Account, Entry, Flow, Transfer, Unit
from ledger.models.accounts import SOURCES
from ledger.models.batches import STATES
from ledger.models.payouts import PAYABLE
from ledger.models.receipts import RECEIPT
from ledger.templatetags.amounts import of_unit

PURPOSES = sorted({*SOURCES, *STATES, PAYABLE, RECEIPT, "debt"})
KINDS = (
    "claim.submitted", "claim.assigned", "claim.decided", "claim.verified", "claim.withdrawn", "objection.raised",
    "objection.decided", "batch.issued", "batch.funded", "batch.retired", "batch.reversed", "pledge.made",
    "receipt.recorded", "receipt.refunded", "payout.prepared", "payout.sent", "payout.paid", "payout.refused",
    "payout.retried", "text.withheld", "text.restored", "entry.corrected",
)  # fmt: skip


@admin.register(Unit)
class UnitAdmin(LookOnly):
    list_display = ("code", "name", "kind", "scale")
    list_filter = ("kind",)
    search_fields = ("code", "name")


@admin.register(Flow)
class FlowAdmin(LookOnly):
    list_display = ("debit_purpose", "credit_purpose")
    search_fields = ("debit_purpose__exact", "credit_purpose__exact")


@admin.register(Account)
class AccountAdmin(LookOnly):
    list_display = ("purpose", "unit", "holder", "stands", "held", "about", "closed_at")
    list_filter = (
        "unit",
        known("purpose", _("purpose"), lambda: [(name, name) for name in PURPOSES]),
        asked("now", _("now"), {"closed": (_("closed"), lambda rows: rows.exclude(closed_at=None))}),
    )
    list_select_related = ("holder", "unit")
    search_fields = ("id__exact", "subject_id__exact", "holder__name__istartswith")
    search_help_text = _("An account's or a subject's id, or the beginning of a holder's name")
    ordering = ("-id",)
    fields = ("id", "unit", "holder", "purpose", "about", "floored", "stands", "held", "free", "debits", "credits",
              "held_debits", "held_credits", "closed_at", "page")  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("about"))
    def about(self, account: Account) -> str:
        return link(account.subject_kind, account.subject_id, account.subject_kind) if account.subject_id else "-"

    @admin.display(description=_("balance"))
    def stands(self, account: Account) -> str:
        return of_unit(account.balance, account.unit) if account.floored else "-"

    @admin.display(description=_("held of it"))
    def held(self, account: Account) -> str:
        return of_unit(account.held_debits, account.unit) if account.held_debits else "-"

    @admin.display(description=_("free"))
    def free(self, account: Account) -> str:
        return of_unit(account.available, account.unit) if account.floored else "-"

    @admin.display(description=_("statement"))
    def page(self, account: Account) -> str:
        return page_link("account", account.pk, _("on its page"))


@admin.register(Entry)
class EntryAdmin(LookOnly):
    change_form_template = "admin/ledger/entry/change_form.html"
    list_display = ("kind", "recorded_at", "by", "about", "id")
    list_filter = (known("kind", _("kind"), lambda: [(kind, kind) for kind in KINDS]),)
    list_select_related = ("by",)
    search_fields = ("id__exact", "subject_id__exact", "kind__exact")
    search_help_text = _("An entry's or a subject's id, or a whole kind such as claim.verified")
    ordering = ("-id",)
    fields = ("id", "kind", "about", "by", "acting_for", "occurred_at", "recorded_at", "body", "page")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).defer("leaf")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the ways in which it can be put right, or the words why there is none."""
        entry = self.get_object(request, object_id)
        told = {"ways": ways(entry)} if isinstance(entry, Entry) else {}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    @admin.display(description=_("about"))
    def about(self, entry: Entry) -> str:
        return link(entry.subject_kind, entry.subject_id, entry.subject_kind)

    @admin.display(description=_("leaf and transfers"))
    def page(self, entry: Entry) -> str:
        return page_link("entry", entry.pk, _("on its page"))


@admin.register(Transfer)
class TransferAdmin(LookOnly):
    list_display = ("id", "moved", "phase", "from_account", "to_account", "of_entry", "expires_at")
    list_filter = (known("phase", _("phase"), lambda: Transfer.Phase.choices),)
    list_select_related = ("debit", "credit", "unit")
    search_fields = ("id__exact", "entry__id__exact")
    search_help_text = _("A transfer's or an entry's id")
    ordering = ("-id",)
    fields = ("id", "of_entry", "from_account", "to_account", "moved", "phase", "expires_at", "hold")
    readonly_fields = fields

    @admin.display(description=_("amount"))
    def moved(self, transfer: Transfer) -> str:
        return of_unit(transfer.amount, transfer.unit)

    @admin.display(description=_("from"))
    def from_account(self, transfer: Transfer) -> str:
        return link("account", transfer.debit_id, transfer.debit.purpose)

    @admin.display(description=_("to"))
    def to_account(self, transfer: Transfer) -> str:
        return link("account", transfer.credit_id, transfer.credit.purpose)

    @admin.display(description=_("entry"))
    def of_entry(self, transfer: Transfer) -> str:
        return link("entry", transfer.entry_id, _("entry"))

    @admin.display(description=_("settles"))
    def hold(self, transfer: Transfer) -> str:
        return link("transfer", transfer.resolves_id) if transfer.resolves_id else "-"
