"""What the ledger's admin pages share: rows are looked at, with their links along the chain and what was recorded."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from config.plumbing.looked import Looked
from ledger.admin import chain
from ledger.models import Entry

STORY = 100


class LookOnly(Looked):
    """Rows that only actions write, each with the rows before and after it on the chain, and its entries."""

    change_form_template = "admin/ledger/change_form.html"
    object_history_template = "admin/ledger/history.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        told = {"chain": chain.of(row), "story": story(row)[:10], "subtitle": chain.called(row)} if row else {}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was recorded about the row: nothing else happens to it."""
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % chain.called(row),
            "story": story(row)[:STORY],
            "original": row,
            "opts": self.opts,
        }
        return TemplateResponse(request, self.object_history_template, context | (extra_context or {}))


def story(row: Model) -> Any:
    """The entries about a row, the latest first; of what is recorded under another row's name, that one's."""
    name = {"evidence": "claim_id", "withholding": "subject_id"}.get(str(row._meta.model_name), "pk")
    about = getattr(row, name)
    if not isinstance(about, UUID):
        return Entry.objects.none()  # units and flows: written by the product's own migrations
    return Entry.objects.filter(subject_id=about).select_related("by").defer("leaf").order_by("-id")


def link(model: str, pk: Any, text: object = "") -> str:
    """A link to the admin page of a row; its id alone where there is none."""
    for app in ("ledger", "commons"):
        try:
            address = reverse(f"admin:{app}_{model}_change", args=[pk])
        except NoReverseMatch:
            continue
        return format_html('<a href="{}">{}</a>', address, text or pk)
    return str(text or pk)


def page_link(name: str, argument: Any, text: object) -> str:
    """A link to a page of the site."""
    return format_html('<a href="{}">{}</a>', reverse(name, args=[argument]), text)
