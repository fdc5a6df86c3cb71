"""Buttons of the admin: each asks in a form of its own and calls one action, never a plain save.

What moves tokens or money is first shown, entry by entry, and then done when its figure is typed.
"""

import functools
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons import errors as commons_errors
from ledger import errors, permissions
from ledger.actions import corrections
from ledger.actions.corrections import Foreseen
from ledger.admin import chain
from ledger.admin.plain import LookOnly, story
from ledger.forms.refusals import RefusableForm, text_field
from ledger.models import Entry
from ledger.views.edges import attempt


@dataclass(frozen=True)
class Verb:
    """A button: its word, its form, what it calls with the row and the form's answers, and who may.

    corrects: the kinds of entries that it puts right; then it asks why, and links the two. figure: what is to be
    typed before it is done, from the row and the answers; without one it is done at once.
    """

    name: str
    title: Any
    form: type[RefusableForm]
    action: Callable[..., Any]
    permission: str
    subject: str
    states: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    figure: Callable[[Any, dict[str, Any]], str] | None = None
    fitting: Callable[[Any], bool] | None = None

    def fits(self, row: Model) -> bool:
        in_state = not self.states or getattr(row, "state", "") in self.states
        return in_state and (self.fitting is None or self.fitting(row))

    def corrected(self, row: Model) -> Entry | None:
        """The entry about the row that it would put right: the latest of those kinds."""
        return story(row).filter(kind__in=self.corrects).first() if self.corrects else None


class ActingAdmin(LookOnly):
    """Rows with buttons. `verbs` act on one row."""

    verbs: tuple[Verb, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{verb.name}/",
                self.admin_site.admin_view(functools.partial(self.act, verb=verb)),
                name=f"{self._info}_{verb.name}",
            )
            for verb in self.verbs
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        offered = [(verb.title, self.address(verb, row)) for verb in self.verbs if row and verb.fits(row)]
        return super().change_view(request, object_id, form_url, {"offered": offered, **(extra_context or {})})

    @admin.display(description=_("do"))
    def buttons(self, row: Model) -> str:
        """Links to what can be done with the row in its state."""
        links = ((self.address(verb, row), verb.title, chain.called(row)) for verb in self.verbs if verb.fits(row))
        written = format_html_join(" · ", '<a href="{0}" aria-label="{1}: {2}">{1}</a>', links)
        return written or "-"

    def act(self, request: HttpRequest, object_id: str, *, verb: Verb) -> HttpResponse:
        """Ask, show what it would do, and do it; what is refused is said in the form, and nothing is written."""
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        by = request.user.agent
        if by is None or not permissions.may(by, verb.permission):
            raise PermissionDenied
        corrected = verb.corrected(row)
        form = _form(verb, row, corrected, request.POST if request.method == "POST" else None)
        told: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            act = _bound(verb, form, by, row, corrected)
            if verb.figure is None or _is_confirmed(request, verb, form, row):
                if attempt(form, act) is not None:
                    self._say(request, verb, row, corrected)
                    return redirect(f"admin:{self._info}_change", row.pk)
            else:
                told = _foreseen(request, verb, form, row, act)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.title}: {chain.called(row)}",
            "form": form,
            "opts": self.opts,
            "row": row,
            "called": chain.called(row),
            "verb": verb,
            "weighty": verb.figure is not None,
            "corrected": corrected,
            **told,
        }
        return TemplateResponse(request, "admin/ledger/verb.html", context, status=400 if form.errors else 200)

    def address(self, verb: Verb, row: Model | None) -> str:
        return reverse(f"admin:{self._info}_{verb.name}", args=[row.pk]) if row else ""

    @property
    def _info(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _say(self, request: HttpRequest, verb: Verb, row: Model, corrected: Entry | None) -> None:
        """Done, with a link to the entry that it made."""
        made = story(row).exclude(kind="entry.corrected").first()
        if made is None:
            messages.success(request, gettext("%s: done, and on the record.") % verb.title)
            return
        address = reverse("admin:ledger_entry_change", args=[made.pk])
        words = gettext("%s: done. On the record as") % verb.title
        messages.success(request, format_html('{} <a href="{}">{}</a>.', words, address, made.kind))


def _form(verb: Verb, row: Model, corrected: Entry | None, data: Any) -> RefusableForm:
    options = {"row": row} if getattr(verb.form, "of_row", False) else {}
    form = verb.form(data, **options)
    if corrected and "reason" not in form.fields:
        help_text = _("Kept with the correction; on the record is only its hash.")
        form.fields["correction"] = text_field(_("Why it is put right"), longest=2_000, help_text=help_text)
    return form


def _bound(verb: Verb, form: RefusableForm, by: Any, row: Model, corrected: Entry | None) -> Callable[[], Any]:
    """The action with all that it was asked; a correction where it puts an entry right."""
    asked = {name: value for name, value in form.cleaned_data.items() if name != "correction"}
    act = functools.partial(verb.action, **{**asked, "by": by, verb.subject: row})
    if corrected is None:
        return act
    reason = form.cleaned_data.get("correction") or form.cleaned_data.get("reason", "")
    return functools.partial(corrections.correct, by=by, entry=corrected, reason=reason, act=act)


def _is_confirmed(request: HttpRequest, verb: Verb, form: RefusableForm, row: Model) -> bool:
    """Whether the figure was typed, under answers that are still those that were shown."""
    figure = verb.figure(row, form.cleaned_data) if verb.figure else ""
    typed = " ".join(request.POST.get("typed", "").replace("\u00a0", " ").split())
    return request.POST.get("shown") == _digest(request, form) and typed == _plain(figure)


def _foreseen(
    request: HttpRequest, verb: Verb, form: RefusableForm, row: Model, act: Callable[[], Any]
) -> dict[str, Any]:
    """What the page says before it is done; nothing, where the action would be refused."""
    try:
        seen: list[Foreseen] = corrections.preview(act)
    except (errors.Refusal, commons_errors.Refusal) as refusal:
        form.refuse(refusal)
        return {}
    return {
        "foreseen": seen,
        "figure": _plain(verb.figure(row, form.cleaned_data)) if verb.figure else "",
        "shown": _digest(request, form),
        "mistyped": "typed" in request.POST and bool(request.POST.get("shown")),
    }


def _digest(request: HttpRequest, form: forms.Form) -> str:
    """Of the answers as they were sent: others are shown again before they are done."""
    sent = {name: request.POST.getlist(form.add_prefix(name)) for name in sorted(form.fields)}
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()[:16]


def _plain(figure: str) -> str:
    return " ".join(figure.replace("\u00a0", " ").split())
