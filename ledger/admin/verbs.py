"""Buttons of the admin: each asks in a form of its own and calls one action, never a plain save."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from ledger import permissions
from ledger.admin.plain import LookOnly
from ledger.forms.refusals import RefusableForm
from ledger.views.edges import attempt


@dataclass(frozen=True)
class Verb:
    """A button: its word, its form, what it calls with the row and the form's answers, and who may."""

    name: str
    title: str
    form: type[RefusableForm]
    action: Callable[..., Any]
    permission: str
    subject: str
    states: tuple[str, ...] = ()

    def fits(self, row: Model) -> bool:
        return not self.states or getattr(row, "state", "") in self.states


class ActingAdmin(LookOnly):
    """Rows with buttons. `verbs` act on one row."""

    verbs: tuple[Verb, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{verb.name}/",
                self.admin_site.admin_view(functools.partial(self.act, verb=verb)),
                name=f"{info}_{verb.name}",
            )
            for verb in self.verbs
        ]
        return own + super().get_urls()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "buttons")

    @admin.display(description="do")
    def buttons(self, row: Model) -> str:
        """Links to what can be done with the row in its state."""
        links = ((self._address(verb, row), verb.title) for verb in self.verbs if verb.fits(row))
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or "-"

    def act(self, request: HttpRequest, object_id: str, *, verb: Verb) -> HttpResponse:
        """Ask, and do it; what is refused is said in the form, and nothing is written."""
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        by = request.user.agent
        if by is None or not permissions.may(by, verb.permission):
            raise PermissionDenied
        form = verb.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data | {"by": by, verb.subject: row}
            if attempt(form, verb.action, **asked) is not None:
                messages.success(request, f"{verb.title}: done, and on the record.")
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row.pk)
        context = {**self.admin_site.each_context(request), "title": f"{verb.title}: {row}", "form": form}
        context |= {"opts": self.opts, "row": row}
        return TemplateResponse(request, "admin/ledger/verb.html", context, status=400 if form.errors else 200)

    def _address(self, verb: Verb, row: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{verb.name}", args=[row.pk])
