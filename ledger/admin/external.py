"""What was read from other registries, and the files that it was read from."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from config.plumbing.looked import known
from ledger.admin.plain import LookOnly, link
from ledger.models import ExternalClaim, ExternalIssuance, ExternalMatch, ExternalProject, ExternalWithdrawal, ImportRun

REASONS = ("ambiguous", "not-issued")


def registries() -> list[tuple[str, str]]:
    """Those with projects: few, beside their issuances."""
    names = ExternalProject.objects.order_by("registry").values_list("registry", flat=True).distinct()
    return [(name, name) for name in names]


@admin.register(ImportRun)
class ImportRunAdmin(LookOnly):
    list_display = ("name", "kind", "started_at", "ended_at", "by")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("name",)


@admin.register(ExternalProject)
class ExternalProjectAdmin(LookOnly):
    list_display = ("name", "code", "registry", "country", "status", "protocols")
    list_filter = (known("registry", _("registry"), registries),)
    search_fields = ("code__exact", "name__icontains")


@admin.register(ExternalIssuance)
class ExternalIssuanceAdmin(LookOnly):
    list_display = ("serial", "of_project", "registry", "vintage", "quantity_g", "retired_g", "cancelled_g")
    list_filter = (known("registry", _("registry"), registries),)
    list_select_related = ("project",)
    search_fields = ("serial__exact", "project__code__exact")
    raw_id_fields = ("project", "run")

    @admin.display(description=_("project"))
    def of_project(self, issuance: ExternalIssuance) -> str:
        return link("externalproject", issuance.project_id, issuance.project)


@admin.register(ExternalWithdrawal)
class ExternalWithdrawalAdmin(LookOnly):
    list_display = ("serial", "kind", "project", "registry", "vintage", "quantity_g", "used_on")
    list_filter = ("kind", known("registry", _("registry"), registries))
    list_select_related = ("project",)
    search_fields = ("serial__exact", "project__code__exact")


@admin.register(ExternalMatch)
class ExternalMatchAdmin(LookOnly):
    list_display = ("withdrawal", "of_issuance", "reason")
    list_filter = (known("reason", _("reason"), lambda: [(reason, reason) for reason in REASONS]),)
    list_select_related = ("withdrawal__project", "issuance__project")
    search_fields = ("withdrawal__serial__exact", "issuance__serial__exact")

    @admin.display(description=_("issuance"))
    def of_issuance(self, match: ExternalMatch) -> str:
        return link("externalissuance", match.issuance_id, match.issuance) if match.issuance_id else "-"


@admin.register(ExternalClaim)
class ExternalClaimAdmin(LookOnly):
    list_display = ("claim", "issuance", "serials", "live")
    list_filter = ("live",)
    list_select_related = ("claim", "issuance__project")
    search_fields = ("claim__reference__exact",)
