"""Made-up contents for the page of components: each in the states that it can be in."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.messages import DEFAULT_LEVELS
from django.contrib.messages.storage.base import Message
from django.utils.safestring import mark_safe

from config.plumbing.cursors import Page

LONG = "A very long line, such as the name of a collective that could not settle on one, and therefore kept them all"
UNBROKEN = "gCO2e-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"


class SampleForm(forms.Form):
    """One field of each kind that our forms have."""

    name = forms.CharField(label="Your name", help_text="Shown to your collectives, and to nobody else.")
    quantity = forms.CharField(label="Quantity", help_text="Such as 3 t or 3000 kg.", required=False)
    period = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    method = forms.ChoiceField(label="Method", choices=[("", "Choose one"), ("a", "Heat pump"), ("b", LONG)])
    tier = forms.ChoiceField(
        label="What backs it",
        widget=forms.RadioSelect,
        choices=[("self", "My own word"), ("peer", "Another member confirms it"), ("measured", "A meter measured it")],
    )
    kinds = forms.MultipleChoiceField(
        label="What it pays for",
        widget=forms.CheckboxSelectMultiple,
        choices=[("forest", "Forests"), ("heat", "Heat")],
        required=False,
    )
    statement = forms.CharField(label="In your words", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    evidence = forms.FileField(label="Evidence", help_text="PDF, PNG, JPEG, WebP, CSV; 20 MiB.", required=False)
    agree = forms.BooleanField(label="I have checked these figures")
    locked = forms.CharField(label="Reference", initial="C-2026-000123", disabled=True, required=False)


class ShortForm(forms.Form):
    """A form of one question."""

    amount = forms.CharField(label="How much do you pledge?", help_text="In euros.")


DRAWING = mark_safe(
    '<svg viewBox="0 0 640 190">'
    '<path class="grid-line" d="M140 10v160M240 10v160M340 10v160M440 10v160M540 10v160"/>'
    '<rect class="fill-funded" x="140" y="16" width="280" height="26"/><text x="0" y="35">funded</text>'
    '<rect class="fill-held" x="140" y="56" width="360" height="26"/><text x="0" y="75">open to fund</text>'
    '<rect class="fill-retired" x="140" y="96" width="200" height="26"/><text x="0" y="115">retired</text>'
    '<rect class="fill-buffer" x="140" y="136" width="100" height="26"/><text x="0" y="155">buffer</text>'
    '<path class="axis" d="M140 10v160"/></svg>'
)

BEGAN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ASHA = SimpleNamespace(name="Asha", kind="person", erased_at=None)
COLLECTIVE = SimpleNamespace(name="Verein Wärme für alle", kind="collective", erased_at=None)
GONE = SimpleNamespace(name="", kind="person", erased_at=BEGAN)
STORY = [("claim.filed", COLLECTIVE), ("claim.asked_back", ASHA), ("claim.verified", ASHA), ("batch.issued", None)]


def of_each() -> dict:
    """What the page needs, made anew for each request."""
    return {
        "long": LONG,
        "unbroken": UNBROKEN,
        "empty_form": SampleForm(auto_id="plain_%s"),
        "refused_form": SampleForm(auto_id="refused_%s", data={"name": LONG, "quantity": UNBROKEN, "tier": "self"}),
        "short_form": ShortForm(auto_id="short_%s"),
        "refused_short_form": ShortForm(auto_id="refused_short_%s", data={"amount": ""}),
        "listed_errors": [("c-errors", "The field that this leads to is wrong"), ("", "The form was sent before")],
        "states": ["issued", "in_review", "rejected", "prepared", "once"],
        "steps": [
            {"label": "Method", "href": "#c-stepper", "state": "done"},
            {"label": "Asset and place", "href": "#c-stepper", "state": "done"},
            {"label": "Figures", "href": "#c-stepper", "state": "current"},
            {"label": "Evidence", "href": "", "state": "todo"},
            {"label": "Check and file", "href": "", "state": "todo"},
        ],
        "tasks": [
            {"label": "Basics", "href": "#c-tasks", "hint": "", "state": "done"},
            {"label": "Figures", "href": "#c-tasks", "hint": "Two of five are there.", "state": "started"},
            {"label": "Evidence", "href": "#c-tasks", "hint": "Optional.", "state": "todo"},
            {"label": LONG, "href": "", "hint": "Once the figures are complete.", "state": "blocked"},
        ],
        "entries": [
            SimpleNamespace(kind=kind, by=by, recorded_at=BEGAN + timedelta(hours=5 * hours), pk=None)
            for hours, (kind, by) in enumerate(STORY)
        ],
        "agents": [COLLECTIVE, ASHA, GONE, None],
        "drawing": DRAWING,
        "columns": ["State", "Tonnes", "Share"],
        "rows": [
            ("funded", "70", "30 %"),
            ("open to fund", "90", "38 %"),
            ("retired", "50", "21 %"),
            ("buffer", "25", "11 %"),
        ],
        "facts": [("Claimant", "Verein Wärme für alle"), ("Hash", UNBROKEN), ("In their words", LONG)],
        "crumbs": [("#c-crumbs", "Funds"), ("#c-crumbs", LONG)],
        "middle": Page(rows=[], next="b", previous="a"),
        "start": Page(rows=[], next="b", previous=None),
        "said": [Message(level, f"What {name} says.") for name, level in DEFAULT_LEVELS.items() if name != "DEBUG"],
    }
