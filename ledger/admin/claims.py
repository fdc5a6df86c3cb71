"""Claims and what is behind them. Accreditations too are only looked at: no operator grants one."""

from django.contrib import admin

from ledger.admin.plain import LookOnly, link, page_link
from ledger.models import Accreditation, Asset, Claim, Evidence, Objection, Verification


@admin.register(Asset)
class AssetAdmin(LookOnly):
    list_display = ("name", "kind", "owner", "place", "shown", "created_at")
    list_filter = ("kind",)
    list_select_related = ("owner", "place")
    search_fields = ("id__exact", "name__istartswith", "owner__name__istartswith")
    exclude = ("interior", "fingerprint", "salt")


@admin.register(Claim)
class ClaimAdmin(LookOnly):
    list_display = ("reference", "state", "methodology", "claimant", "quantity_g", "vintage", "tier", "waits_for",
                    "filed_at")  # fmt: skip
    list_filter = ("state", "tier", "family")
    list_select_related = ("claimant",)
    search_fields = ("reference__exact", "id__exact", "claimant__name__istartswith")
    search_help_text = "A reference, an id, or the beginning of a claimant's name"
    ordering = ("-filed_at", "-id")
    exclude = ("salt", "lot")
    readonly_fields = ("page", "tokens")

    @admin.display(description="with every entry")
    def page(self, claim: Claim) -> str:
        return page_link("claim", claim.reference, "on its page")

    @admin.display(description="batch")
    def tokens(self, claim: Claim) -> str:
        return link("batch", claim.batch.pk, claim.batch) if hasattr(claim, "batch") else "-"


@admin.register(Evidence)
class EvidenceAdmin(LookOnly):
    list_display = ("name", "media_type", "size", "of_claim", "added_by")
    list_filter = ("media_type",)
    list_select_related = ("claim", "added_by")
    search_fields = ("id__exact", "claim__reference__exact")
    fields = ("id", "of_claim", "added_by", "name", "media_type", "size", "opened")
    readonly_fields = fields

    @admin.display(description="claim")
    def of_claim(self, evidence: Evidence) -> str:
        return link("claim", evidence.claim_id, evidence.claim)

    @admin.display(description="file")
    def opened(self, evidence: Evidence) -> str:
        return page_link("evidence", evidence.pk, "open") if evidence.file else "erased"


@admin.register(Verification)
class VerificationAdmin(LookOnly):
    list_display = ("of_claim", "verifier", "assigned_at", "due_at", "outcome", "decided_at", "released_at")
    list_filter = ("outcome",)
    list_select_related = ("claim", "verifier")
    search_fields = ("claim__reference__exact", "verifier__name__istartswith")
    ordering = ("-id",)
    exclude = ("salt",)

    @admin.display(description="claim")
    def of_claim(self, seat: Verification) -> str:
        return link("claim", seat.claim_id, seat.claim)


@admin.register(Objection)
class ObjectionAdmin(LookOnly):
    list_display = ("of_claim", "by", "raised_at", "outcome", "decided_by", "decide")
    list_filter = ("outcome",)
    list_select_related = ("claim", "by", "decided_by")
    search_fields = ("claim__reference__exact", "by__name__istartswith")
    ordering = ("-id",)
    exclude = ("salt",)

    @admin.display(description="claim")
    def of_claim(self, objection: Objection) -> str:
        return link("claim", objection.claim_id, objection.claim)

    @admin.display(description="decide")
    def decide(self, objection: Objection) -> str:
        return "-" if objection.decided_at else page_link("decide_objection", objection.pk, "on its page")


@admin.register(Accreditation)
class AccreditationAdmin(LookOnly):
    list_display = ("verifier", "families", "term", "ended_at", "on_record")
    list_select_related = ("verifier",)
    search_fields = ("verifier__name__istartswith",)

    @admin.display(description="entry")
    def on_record(self, accreditation: Accreditation) -> str:
        return page_link("entry", accreditation.entry_id, "entry")
