"""Batches of tokens, and what became of them."""

from django.contrib import admin

from ledger.actions import reversals
from ledger.admin.plain import LookOnly, link, page_link
from ledger.admin.verbs import ActingAdmin, Verb
from ledger.forms.treasury import ReversalForm
from ledger.models import Batch, Funding, Retirement, Reversal


@admin.register(Batch)
class BatchAdmin(ActingAdmin):
    list_display = ("serials", "of_claim", "claimant", "family", "vintage", "quantity_g", "open", "buttons")
    list_filter = ("family", "open")
    list_select_related = ("claim", "claimant")
    search_fields = ("id__exact", "claim__reference__exact")
    search_help_text = "A batch's id, or a claim's reference"
    ordering = ("-number",)
    readonly_fields = ("serials", "of_claim")
    verbs = (Verb("reverse", "Reverse", ReversalForm, reversals.reverse, "reversal.make", "batch"),)

    @admin.display(description="claim")
    def of_claim(self, batch: Batch) -> str:
        return link("claim", batch.claim_id, batch.claim)


@admin.register(Funding)
class FundingAdmin(LookOnly):
    list_display = ("id", "of_batch", "of_receipt", "grams", "cents", "on_record")
    list_select_related = ("batch", "receipt__payer")
    search_fields = ("id__exact", "batch__claim__reference__exact")
    ordering = ("-id",)

    @admin.display(description="batch")
    def of_batch(self, funding: Funding) -> str:
        return link("batch", funding.batch_id, funding.batch)

    @admin.display(description="receipt")
    def of_receipt(self, funding: Funding) -> str:
        return link("receipt", funding.receipt_id, funding.receipt)

    @admin.display(description="entry")
    def on_record(self, funding: Funding) -> str:
        return page_link("entry", funding.pk, "entry")


@admin.register(Retirement)
class RetirementAdmin(LookOnly):
    list_display = ("reference", "of_batch", "holder", "quantity_g", "retired_at")
    list_select_related = ("batch", "holder")
    search_fields = ("id__exact", "number__exact", "holder__name__istartswith")
    exclude = ("salt",)

    @admin.display(description="batch")
    def of_batch(self, retirement: Retirement) -> str:
        return link("batch", retirement.batch_id, retirement.batch)


@admin.register(Reversal)
class ReversalAdmin(LookOnly):
    list_display = ("of_batch", "quantity_g", "own_g", "buffer_g", "pool_g", "debt_g", "occurred_at")
    list_select_related = ("batch",)
    ordering = ("-id",)
    exclude = ("salt",)

    @admin.display(description="batch")
    def of_batch(self, reversal: Reversal) -> str:
        return link("batch", reversal.batch_id, reversal.batch)
