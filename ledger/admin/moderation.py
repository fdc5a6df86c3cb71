"""Moderation: what was withheld, and a button beside every text and file that can be."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.admin import AgentAdmin
from commons.models import Agent
from config.plumbing.looked import asked, known
from ledger.actions import moderation
from ledger.admin.plain import LookOnly, link
from ledger.admin.verbs import ActingAdmin, Verb
from ledger.forms.moderation import RestoreForm, WithholdForm, has_something_to_withhold
from ledger.models import Correction, Withholding


def withhold(**given: Any) -> Withholding:
    return moderation.withhold(**given, at=timezone.now())


def restore(**given: Any) -> Withholding:
    return moderation.restore(**given, at=timezone.now())


WITHHOLD = Verb(
    "withhold", _("Withhold a text or file"), WithholdForm, withhold, "text.withhold", "subject",
    fitting=has_something_to_withhold,
)  # fmt: skip
RESTORE = Verb(
    "restore", _("Show again"), RestoreForm, restore, "text.restore", "withheld",
    fitting=lambda row: row.is_open and bool(row.kept),
)  # fmt: skip


@admin.register(Withholding)
class WithholdingAdmin(ActingAdmin):
    list_display = ("reference", "about", "field", "ground", "whose", "withheld_by", "withheld_at", "state", "buttons")
    list_filter = (
        known("ground", _("ground"), lambda: Withholding.Ground.choices),
        asked(
            "now",
            _("now"),
            {
                "withheld": (_("withheld"), lambda rows: rows.open()),
                "restored": (_("shown again"), lambda rows: rows.exclude(restored_at=None)),
            },
        ),
    )
    list_select_related = ("whose", "withheld_by")
    search_fields = ("number__exact", "subject_id__exact", "whose__name__istartswith")
    search_help_text = _("Its number, the id of what it is about, or the beginning of its author's name")
    ordering = ("-number",)
    fields = ("reference", "about", "field", "whose", "ground", "reason", "notice", "kept_text", "commitment",
              "withheld_by", "withheld_at", "state", "restored_by", "restored_at", "restored_because")  # fmt: skip
    readonly_fields = fields
    verbs = (RESTORE,)

    @admin.display(description=_("about"))
    def about(self, row: Withholding) -> str:
        return link(row.subject_kind, row.subject_id, row.subject_kind)

    @admin.display(description=_("what is withheld"))
    def kept_text(self, row: Withholding) -> str:
        """To operators, who judge whether it can be shown again."""
        if row.kept and row.field == "file":
            return _("a file, kept in the storage as %s") % row.kept
        return row.kept or "-"

    @admin.display(description=_("now"))
    def state(self, row: Withholding) -> Any:
        if row.restored_at:
            return _("shown again")
        if row.replaced_at:
            return _("replaced, and withheld anew")
        return _("withheld") if row.kept else _("erased")


@admin.register(Correction)
class CorrectionAdmin(LookOnly):
    list_display = ("corrected_at", "by", "of", "is_now", "reason")
    list_select_related = ("by",)
    search_fields = ("corrected__id__exact", "correction__id__exact")
    search_help_text = _("An entry's id")
    ordering = ("-id",)
    fields = ("corrected_at", "by", "of", "is_now", "reason")
    readonly_fields = fields

    def get_queryset(self, request):
        related = ("corrected", "correction", "by")
        return super().get_queryset(request).select_related(*related).defer("corrected__leaf", "correction__leaf")

    @admin.display(description=_("entry"))
    def of(self, row: Correction) -> str:
        return link("entry", row.corrected_id, row.corrected.kind)

    @admin.display(description=_("put right by"))
    def is_now(self, row: Correction) -> str:
        return link("entry", row.correction_id, row.correction.kind)


class ModeratedAgentAdmin(ActingAdmin, AgentAdmin):
    """Agents, whose names can be withheld: commons knows nothing of that."""

    verbs = (WITHHOLD,)


admin.site.unregister(Agent)
admin.site.register(Agent, ModeratedAgentAdmin)
