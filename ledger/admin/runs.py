"""Reconciliation: what the last runs did, their proof, and a button that starts one."""

import json

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ledger import errors, permissions
from ledger.actions import reconciliation
from ledger.admin.plain import LookOnly
from ledger.models import Run


@admin.register(Run)
class RunAdmin(LookOnly):
    list_display = ("started_at", "trigger", "started_by", "chunks", "did", "not_done", "conserved", "ended_at")
    list_filter = ("trigger",)
    list_select_related = ("started_by",)
    change_list_template = "admin/ledger/run/change_list.html"
    fields = ("id", "trigger", "started_by", "started_at", "ended_at", "chunks", "did", "not_done", "conserved", "sums")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        now = path("now/", self.admin_site.admin_view(require_POST(self.reconcile)), name="ledger_run_now")
        return [now, *super().get_urls()]

    def reconcile(self, request: HttpRequest) -> HttpResponse:
        """Do all that is due, now: it may also be running elsewhere at the same time."""
        by = request.user.agent
        if by is None or not permissions.is_operator(by):
            raise PermissionDenied
        try:
            run = reconciliation.run(trigger=Run.Trigger.ADMIN, by=by)
        except errors.NotConserved as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Reconciled: {_in_words(run.counts) or 'nothing was due'}. Everything adds up.")
        return redirect("admin:ledger_run_changelist")

    @admin.display(description="did")
    def did(self, run: Run) -> str:
        return _in_words(run.counts) or "nothing was due"

    @admin.display(description="not done, and why")
    def not_done(self, run: Run) -> str:
        return _in_words(run.refusals) or "-"

    @admin.display(description="adds up", boolean=True)
    def conserved(self, run: Run) -> bool | None:
        return run.proof.get("conserved") if run.ended_at else None

    @admin.display(description="the proof")
    def sums(self, run: Run) -> str:
        return format_html("<pre>{}</pre>", json.dumps(run.proof, indent=2))


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in counts.items())
