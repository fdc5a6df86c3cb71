"""The record and the books: to be looked at, whoever looks."""

from django.contrib import admin

from ledger.admin.plain import LookOnly, link, page_link
from ledger.models import Account, Entry, Flow, Transfer, Unit


@admin.register(Unit)
class UnitAdmin(LookOnly):
    list_display = ("code", "name", "kind", "scale")
    list_filter = ("kind",)
    search_fields = ("code", "name")


@admin.register(Flow)
class FlowAdmin(LookOnly):
    list_display = ("debit_purpose", "credit_purpose")


@admin.register(Account)
class AccountAdmin(LookOnly):
    list_display = ("purpose", "unit", "holder", "balance", "held_debits", "about", "closed_at")
    list_filter = ("unit", "purpose")
    list_select_related = ("holder",)
    search_fields = ("id__exact", "subject_id__exact", "holder__name__istartswith")
    search_help_text = "An account's or a subject's id, or the beginning of a holder's name"
    ordering = ("-id",)
    fields = ("id", "unit", "holder", "purpose", "about", "floored", "debits", "credits", "held_debits", "held_credits",
              "balance", "available", "closed_at", "transfers")  # fmt: skip
    readonly_fields = fields

    @admin.display(description="about")
    def about(self, account: Account) -> str:
        return link(account.subject_kind, account.subject_id, account.subject_kind) if account.subject_id else "-"

    @admin.display(description="transfers")
    def transfers(self, account: Account) -> str:
        return page_link("account", account.pk, "on its page")


@admin.register(Entry)
class EntryAdmin(LookOnly):
    list_display = ("kind", "recorded_at", "by", "about", "id")
    list_select_related = ("by",)
    search_fields = ("id__exact", "subject_id__exact", "kind__exact")
    search_help_text = "An entry's or a subject's id, or a whole kind such as claim.verified"
    ordering = ("-id",)
    fields = ("id", "kind", "about", "by", "acting_for", "occurred_at", "recorded_at", "body", "page")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).defer("leaf")

    @admin.display(description="about")
    def about(self, entry: Entry) -> str:
        return link(entry.subject_kind, entry.subject_id, entry.subject_kind)

    @admin.display(description="leaf and transfers")
    def page(self, entry: Entry) -> str:
        return page_link("entry", entry.pk, "on its page")


@admin.register(Transfer)
class TransferAdmin(LookOnly):
    list_display = ("id", "amount", "unit", "phase", "from_account", "to_account", "of_entry", "expires_at")
    list_select_related = ("debit", "credit")
    search_fields = ("id__exact", "entry__id__exact")
    ordering = ("-id",)
    fields = ("id", "of_entry", "from_account", "to_account", "unit", "amount", "phase", "expires_at", "hold")
    readonly_fields = fields

    @admin.display(description="from")
    def from_account(self, transfer: Transfer) -> str:
        return link("account", transfer.debit_id, transfer.debit.purpose)

    @admin.display(description="to")
    def to_account(self, transfer: Transfer) -> str:
        return link("account", transfer.credit_id, transfer.credit.purpose)

    @admin.display(description="entry")
    def of_entry(self, transfer: Transfer) -> str:
        return link("entry", transfer.entry_id, "entry")

    @admin.display(description="settles")
    def hold(self, transfer: Transfer) -> str:
        return link("transfer", transfer.resolves_id) if transfer.resolves_id else "-"
