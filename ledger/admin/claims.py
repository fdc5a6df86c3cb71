"""Claims and what is behind them. Accreditations too are only looked at: no operator grants one."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.plumbing.looked import asked, known
from ledger.admin.moderation import WITHHOLD
from ledger.admin.plain import LookOnly, link, page_link
from ledger.admin.verbs import ActingAdmin
from ledger.models import Accreditation, Asset, Claim, Evidence, Objection, Question, Verification
from ledger.queries import attention
from ledger.rules import files, methodologies
from ledger.templatetags.amounts import mass
from ledger.templatetags.record import in_words


def families() -> list[tuple[str, str]]:
    return [(family, in_words(family)) for family in sorted({known.family for known in methodologies.all()})]


@admin.register(Asset)
class AssetAdmin(ActingAdmin):
    list_display = ("name", "kind", "owner", "place", "shown", "created_at")
    list_filter = ("kind",)
    list_select_related = ("owner", "place")
    search_fields = ("id__exact", "name__istartswith", "owner__name__istartswith")
    search_help_text = _("An id, or the beginning of a name or of its owner's")
    exclude = ("interior", "fingerprint", "salt")
    verbs = (WITHHOLD,)


@admin.register(Claim)
class ClaimAdmin(ActingAdmin):
    list_display = ("reference", "state", "methodology", "claimant", "quantity", "vintage", "tier", "waits_for",
                    "filed_at")  # fmt: skip
    list_filter = (
        "state",
        "tier",
        known("family", _("family"), families),
        known("waits_for", _("waits for"), lambda: [("peer", _("a peer")), ("verifiers", _("verifiers"))]),
    )
    list_select_related = ("claimant",)
    search_fields = ("reference__exact", "id__exact", "claimant__name__istartswith")
    search_help_text = _("A reference, an id, or the beginning of a claimant's name")
    ordering = ("-filed_at", "-id")
    exclude = ("salt", "lot", "quantity_g")
    readonly_fields = ("quantity", "page")
    verbs = (WITHHOLD,)

    @admin.display(description=_("quantity"))
    def quantity(self, claim: Claim) -> str:
        return mass(claim.quantity_g)

    @admin.display(description=_("with every entry"))
    def page(self, claim: Claim) -> str:
        return page_link("claim", claim.reference, _("on its page"))


@admin.register(Evidence)
class EvidenceAdmin(ActingAdmin):
    list_display = ("name", "media_type", "size", "of_claim", "added_by", "added_at")
    list_filter = (known("media_type", _("kind of file"), lambda: [(kind, kind) for kind in sorted(files.EXTENSIONS)]),)
    list_select_related = ("claim", "added_by")
    search_fields = ("id__exact", "claim__reference__exact")
    search_help_text = _("An id, or a claim's reference")
    ordering = ("-id",)
    fields = ("id", "of_claim", "added_by", "name", "media_type", "size", "opened")
    readonly_fields = fields
    verbs = (WITHHOLD,)

    @admin.display(description=_("claim"))
    def of_claim(self, evidence: Evidence) -> str:
        return link("claim", evidence.claim_id, evidence.claim)

    @admin.display(description=_("file"))
    def opened(self, evidence: Evidence) -> Any:
        if evidence.file:
            return page_link("evidence", evidence.pk, _("open"))
        return _("withheld") if evidence.sha256 else _("erased")


@admin.register(Verification)
class VerificationAdmin(ActingAdmin):
    list_display = ("verifier", "of_claim", "assigned_at", "due_at", "outcome", "decided_at", "released_at")
    list_filter = (
        known("outcome", _("outcome"), lambda: Verification.Outcome.choices),
        asked(
            "seat",
            _("now"),
            {
                "open": (_("to be decided"), lambda rows: rows.filter(decided_at=None, released_at=None)),
                "overdue": (_("overdue"), lambda rows: attention.overdue(rows, timezone.now())),
            },
        ),
    )
    list_select_related = ("claim", "verifier")
    search_fields = ("claim__reference__exact", "verifier__name__istartswith")
    search_help_text = _("A claim's reference, or the beginning of a verifier's name")
    ordering = ("-id",)
    exclude = ("salt", "saved")
    verbs = (WITHHOLD,)

    @admin.display(description=_("claim"))
    def of_claim(self, seat: Verification) -> str:
        return link("claim", seat.claim_id, seat.claim)


@admin.register(Question)
class QuestionAdmin(ActingAdmin):
    list_display = ("asked_at", "of_seat", "answer_by", "answered_at")
    list_select_related = ("verification__verifier", "verification__claim")
    search_fields = ("verification__claim__reference__exact",)
    search_help_text = _("A claim's reference")
    ordering = ("-id",)
    exclude = ("salt",)
    verbs = (WITHHOLD,)

    @admin.display(description=_("verification"))
    def of_seat(self, question: Question) -> str:
        seat = question.verification
        return link("verification", seat.pk, f"{seat.verifier}: {seat.claim}")


@admin.register(Objection)
class ObjectionAdmin(ActingAdmin):
    list_display = ("raised_at", "of_claim", "by", "outcome", "decided_by", "decide")
    list_filter = (
        known("outcome", _("outcome"), lambda: Objection.Outcome.choices),
        asked("now", _("now"), {"open": (_("open"), lambda rows: rows.filter(decided_at=None))}),
    )
    list_select_related = ("claim", "by", "decided_by")
    search_fields = ("claim__reference__exact", "by__name__istartswith")
    search_help_text = _("A claim's reference, or the beginning of an objector's name")
    ordering = ("-id",)
    exclude = ("salt",)
    verbs = (WITHHOLD,)

    @admin.display(description=_("claim"))
    def of_claim(self, objection: Objection) -> str:
        return link("claim", objection.claim_id, objection.claim)

    @admin.display(description=_("decide"))
    def decide(self, objection: Objection) -> str:
        return "-" if objection.decided_at else page_link("decide_objection", objection.pk, _("on its page"))


@admin.register(Accreditation)
class AccreditationAdmin(LookOnly):
    list_display = ("verifier", "families", "term", "ended_at", "on_record")
    list_select_related = ("verifier",)
    search_fields = ("verifier__name__istartswith",)
    ordering = ("-id",)

    @admin.display(description=_("entry"))
    def on_record(self, accreditation: Accreditation) -> str:
        return link("entry", accreditation.entry_id, _("entry"))
