"""What operators are asked when a text or a file is to be withheld, or shown again."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ledger.forms.refusals import RefusableForm, text_field
from ledger.models import Withholding
from ledger.rules import withholding

LABELS = {
    "answer": _("answer"),
    "beneficiary": _("beneficiary"),
    "benefit": _("benefit"),
    "file": _("the file itself"),
    "name": _("name"),
    "purpose": _("purpose"),
    "question": _("question"),
    "reason": _("reason"),
    "reasons": _("reasons"),
    "statement": _("statement"),
}
BEGINNING = 80


class WithholdForm(RefusableForm):
    """Which of the row's texts, on what ground, and why."""

    of_row = True
    field = forms.ChoiceField(label=_("What is withheld"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", ""), *Withholding.Ground.choices],
        help_text=_("Shown to everybody in its place, and on the record."),
    )
    reason = text_field(
        _("Why"), longest=2_000, help_text=_("For whoever wrote it, and for other operators. Not on the record.")
    )

    def __init__(self, *args: Any, row: Model, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [
            (name, str(getattr(row, name) or "")) for name in withholding.FIELDS.get(str(row._meta.model_name), ())
        ]
        choices = [(name, f"{LABELS[name]}: {_beginning(text)}") for name, text in shown if _is_shown(text)]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]
        self.fields["field"].initial = choices[0][0] if len(choices) == 1 else None


class RestoreForm(RefusableForm):
    """Why it may be shown again."""

    reason = text_field(_("Why it may be shown again"), longest=2_000)


def has_something_to_withhold(row: Model) -> bool:
    """Whether any text or file of the row is shown."""
    fields = withholding.FIELDS.get(str(row._meta.model_name), ())
    return any(_is_shown(str(getattr(row, name) or "")) for name in fields)


def _is_shown(text: str) -> bool:
    return bool(text) and not text.startswith("[withheld W-")


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING]}…"
