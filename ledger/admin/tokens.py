"""Batches of tokens, and what became of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from config.plumbing.looked import asked, known
from ledger.actions import reversals
from ledger.admin.claims import families
from ledger.admin.moderation import WITHHOLD
from ledger.admin.plain import LookOnly, link
from ledger.admin.verbs import ActingAdmin, Verb
from ledger.forms.treasury import ReversalForm
from ledger.models import Batch, Funding, Retirement, Reversal
from ledger.templatetags.amounts import mass, money


@admin.register(Batch)
class BatchAdmin(ActingAdmin):
    list_display = ("serials", "of_claim", "claimant", "family", "vintage", "quantity", "open", "buttons")
    list_filter = (
        known("family", _("family"), families),
        asked("now", _("now"), {"open": (_("with tokens to fund"), lambda rows: rows.filter(open=True))}),
    )
    list_select_related = ("claim", "claimant")
    search_fields = ("id__exact", "claim__reference__exact")
    search_help_text = _("A batch's id, or a claim's reference")
    ordering = ("-number",)
    readonly_fields = ("serials", "of_claim", "quantity")
    verbs = (
        Verb(
            "reverse", _("Reverse tokens"), ReversalForm, reversals.reverse, "reversal.make", "batch",
            corrects=("batch.issued",), figure=lambda batch, given: mass(given["quantity_g"]),
        ),
    )  # fmt: skip

    @admin.display(description=_("claim"))
    def of_claim(self, batch: Batch) -> str:
        return link("claim", batch.claim_id, batch.claim)

    @admin.display(description=_("tokens"))
    def quantity(self, batch: Batch) -> str:
        return mass(batch.quantity_g)


@admin.register(Funding)
class FundingAdmin(LookOnly):
    list_display = ("id", "of_batch", "of_receipt", "mass", "price_paid", "on_record")
    list_select_related = ("batch", "receipt__payer", "receipt__fund")
    search_fields = ("id__exact", "batch__claim__reference__exact")
    search_help_text = _("A funding's id, or a claim's reference")
    ordering = ("-id",)

    @admin.display(description=_("batch"))
    def of_batch(self, funding: Funding) -> str:
        return link("batch", funding.batch_id, funding.batch)

    @admin.display(description=_("receipt"))
    def of_receipt(self, funding: Funding) -> str:
        return link("receipt", funding.receipt_id, funding.receipt)

    @admin.display(description=_("tokens"))
    def mass(self, funding: Funding) -> str:
        return mass(funding.grams)

    @admin.display(description=_("paid"))
    def price_paid(self, funding: Funding) -> str:
        return money(funding.cents, funding.receipt.fund.currency_id)

    @admin.display(description=_("entry"))
    def on_record(self, funding: Funding) -> str:
        return link("entry", funding.pk, _("entry"))


@admin.register(Retirement)
class RetirementAdmin(ActingAdmin):
    list_display = ("reference", "of_batch", "holder", "quantity", "retired_at")
    list_select_related = ("batch", "holder")
    search_fields = ("id__exact", "number__exact", "holder__name__istartswith")
    search_help_text = _("An id, a number, or the beginning of a holder's name")
    ordering = ("-number",)
    exclude = ("salt",)
    verbs = (WITHHOLD,)

    @admin.display(description=_("batch"))
    def of_batch(self, retirement: Retirement) -> str:
        return link("batch", retirement.batch_id, retirement.batch)

    @admin.display(description=_("tokens"))
    def quantity(self, retirement: Retirement) -> str:
        return mass(retirement.quantity_g)


@admin.register(Reversal)
class ReversalAdmin(ActingAdmin):
    list_display = ("occurred_at", "of_batch", "quantity_g", "own_g", "buffer_g", "pool_g", "debt_g")
    list_select_related = ("batch",)
    search_fields = ("id__exact", "batch__claim__reference__exact")
    search_help_text = _("An id, or a claim's reference")
    ordering = ("-id",)
    exclude = ("salt",)
    verbs = (WITHHOLD,)

    @admin.display(description=_("batch"))
    def of_batch(self, reversal: Reversal) -> str:
        return link("batch", reversal.batch_id, reversal.batch)
