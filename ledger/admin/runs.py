"""Reconciliation: what is due, what the last runs did, their proof, and a button that asks a worker for one."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from commons.rules import ids
from config.plumbing.looked import asked
from ledger import permissions
from ledger.admin.plain import LookOnly
from ledger.models import Run
from ledger.queries import attention, due, proof
from ledger.queries.waiting import REASONS
from ledger.tasks import reconcile_asked

RUNS_SHOWN = 10
PARTS = ("held", "paid", "refunded")


@admin.register(Run)
class RunAdmin(LookOnly):
    change_list_template = "admin/ledger/run/change_list.html"
    change_form_template = "admin/ledger/run/change_form.html"
    list_display = ("started_at", "trigger", "started_by", "chunks", "did", "not_done", "conserved", "ended_at")
    list_filter = (
        "trigger",
        asked(
            "now",
            _("end"),
            {"unfinished": (_("never ended"), lambda rows: attention.unfinished(rows, timezone.now()))},
        ),
    )
    list_select_related = ("started_by",)
    search_fields = ("id__exact",)
    search_help_text = _("A run's id")
    fields = ("id", "trigger", "started_by", "started_at", "ended_at", "chunks", "did", "not_done", "conserved")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("now/", site(require_POST(self.ask)), name="ledger_run_now"),
            path("reconciliation/", site(self.reconciliation), name="ledger_run_reconciliation"),
            path("<uuid:run>/progress/", site(self.progress), name="ledger_run_progress"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        told = {"proof": laid_out(run.proof)} if isinstance(run, Run) and run.proof else {}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def reconciliation(self, request: HttpRequest) -> HttpResponse:
        """What a run would find now, what the last ones did, and that nothing was lost."""
        runs = list(Run.objects.select_related("started_by")[:RUNS_SHOWN])
        last = next((run for run in runs if run.ended_at and run.proof), None)
        now = due.now(timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reconciliation"),
            "opts": self.opts,
            "due": now,
            "waiting": [(REASONS[reason], number) for reason, number in now.not_issued.items()],
            "runs": [(run, _in_words(run.counts), _in_words(run.refusals)) for run in runs],
            "proof": laid_out(last.proof if last else proof.whole()),
            "proved_at": last.ended_at if last else timezone.now(),
            "may_ask": _may_ask(request),
        }
        return TemplateResponse(request, "admin/ledger/run/reconciliation.html", context)

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Ask a worker to do all that is due, now: it may also be running elsewhere at the same time."""
        if not _may_ask(request):
            raise PermissionDenied
        run = ids.uuid7()
        try:
            reconcile_asked.delay(str(run), str(request.user.agent.pk))
        except OperationalError:
            messages.error(request, gettext("The broker does not answer, so that no worker can be asked. See Setup."))
            return redirect("admin:ledger_run_reconciliation")
        return redirect("admin:ledger_run_progress", run)

    def progress(self, request: HttpRequest, run: uuid.UUID) -> HttpResponse:
        """How far a run is: looked at again by itself where scripts run, and by a link where they do not."""
        found = Run.objects.filter(pk=run).first()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reconciliation under way") if not (found and found.ended_at) else gettext("Reconciled"),
            "opts": self.opts,
            "run": found,
            "run_id": run,
            "did": _in_words(found.counts) if found else "",
            "not_done": _in_words(found.refusals) if found else "",
            "proof": laid_out(found.proof) if found and found.proof else None,
        }
        name = "_progress" if getattr(request, "htmx", False) else "progress"
        return TemplateResponse(request, f"admin/ledger/run/{name}.html", context)

    @admin.display(description=_("did"))
    def did(self, run: Run) -> str:
        return _in_words(run.counts) or gettext("nothing was due")

    @admin.display(description=_("not done, and why"))
    def not_done(self, run: Run) -> str:
        return _in_words(run.refusals) or "-"

    @admin.display(description=_("adds up"), boolean=True)
    def conserved(self, run: Run) -> bool | None:
        return run.proof.get("conserved") if run.ended_at else None


def laid_out(proof_: dict[str, Any]) -> dict[str, Any]:
    """The proof as two sums that must be equal, of tokens and of each currency."""
    tokens = dict(proof_["tokens"])
    issued = tokens.pop("issued")
    monies = [
        {
            "currency": currency,
            "came_in": money["in"],
            "parts": [(part, money[part]) for part in PARTS],
            "sum": sum(money[part] for part in PARTS),
        }
        for currency, money in sorted(proof_["money"].items())
    ]
    return {
        "issued": issued,
        "tokens": list(tokens.items()),
        "sum": sum(tokens.values()),
        "monies": monies,
        "conserved": proof_["conserved"],
    }


def _may_ask(request: HttpRequest) -> bool:
    by = request.user.agent
    return by is not None and permissions.is_operator(by)


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in counts.items())
