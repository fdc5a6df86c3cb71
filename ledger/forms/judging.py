"""What verifiers and objectors are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ledger.actions.verifications import LONGEST_NOTE
from ledger.forms.refusals import KeyedForm, RefusableForm, date_field, text_field
from ledger.models import Verification
from ledger.rules import claims as rules
from ledger.rules.criteria import Criterion

FINDINGS = [("met", _("Met")), ("not_met", _("Not met")), ("cannot_say", _("Cannot say"))]
PREFIX, NOTES = "criteria.", "notes."
_translated = lazy(gettext, str)


@dataclass(frozen=True)
class Asked:
    """A criterion on the checklist, with the fields of its finding and its note."""

    criterion: Criterion
    finding: forms.BoundField
    note: forms.BoundField


class VerificationForm(KeyedForm):
    """A finding and a note for each criterion, and what follows."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve the claim")), ("reject", _("Reject the claim"))],
        widget=forms.RadioSelect,
        help_text=_("Approve only if everything is met. If you cannot say, ask the claimant first, or reject."),
    )
    reasons = text_field(_("Reasons"), help_text=_("For the claimant. On the public record they are bound, not told."))

    says = {"criteria": "outcome"}

    def __init__(self, *args: Any, asked: tuple[Criterion, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        for criterion in asked:
            self.fields[PREFIX + criterion.code] = forms.ChoiceField(
                label=_translated(criterion.asks),
                choices=FINDINGS,
                widget=forms.RadioSelect,
                help_text=_translated(criterion.look_at),
                error_messages={"required": _("Say whether it is met.")},
            )
            self.fields[NOTES + criterion.code] = text_field(_("What you saw"), longest=LONGEST_NOTE, required=False)
            self.fields[NOTES + criterion.code].widget.attrs["rows"] = 2
        told = [prefix + criterion.code for criterion in asked for prefix in (PREFIX, NOTES)]
        self.order_fields([*told, "outcome", "reasons"])

    @property
    def checklist(self) -> list[Asked]:
        """The criteria in their order."""
        return [Asked(each, self[PREFIX + each.code], self[NOTES + each.code]) for each in self.asked]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is wrong, with the id of the field: criteria are sentences, and take no colon after their full stop."""
        above = [("", str(error)) for error in self.non_field_errors()]
        return above + [
            (field.id_for_label or field.auto_id, f"{str(field.label).rstrip('.')}: {error}")
            for field in self
            for error in field.errors
        ]

    @property
    def criteria(self) -> dict[str, str]:
        """What was found."""
        return self._under(PREFIX, self.cleaned_data)

    @property
    def notes(self) -> dict[str, str]:
        """What was seen."""
        return self._under(NOTES, self.cleaned_data)

    @property
    def half_done(self) -> dict[str, Any]:
        """What stands in the form, whatever it lacks."""
        given = {name: str(self.data.get(name, "")) for name in self.fields}
        return {
            "findings": self._under(PREFIX, given),
            "notes": self._under(NOTES, given),
            "reasons": given["reasons"],
        }

    @staticmethod
    def _under(prefix: str, given: Mapping[str, Any]) -> dict[str, str]:
        return {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}


class DeclineForm(RefusableForm):
    """Why an assignment is given back."""

    because = forms.ChoiceField(
        label=_("Why?"),
        choices=[
            (Verification.Release.CONFLICT, _("I have a part in it, or could seem to")),
            (Verification.Release.NO_TIME, _("I have no time for it")),
        ],
        widget=forms.RadioSelect,
    )


class QuestionForm(RefusableForm):
    """What the verifier wants to know, and until when."""

    question = text_field(_("What is missing?"), help_text=_("Say what would show it: a page, a photo, a reading."))
    until = date_field(_("Answer by"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        least, most = rules.ANSWER_DAYS
        today = timezone.now().date()
        first, last = today + timedelta(days=least), today + timedelta(days=most - 1)
        self.fields["until"].initial = today + timedelta(days=most // 2)
        self.fields["until"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        self.fields["until"].help_text = gettext(
            "From %(first)s to %(last)s. Not answered by then, the claim is withdrawn."
        ) % {"first": first, "last": last}


class ObjectionForm(KeyedForm):
    """Why a verified claim should not be issued."""

    reasons = text_field(
        _("What is wrong with the claim?"),
        help_text=_("The claimant and whoever decides will read it. While it is open, nothing is issued."),
    )


class AnswerForm(RefusableForm):
    """The decision on an objection."""

    uphold = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Uphold it: the claim is rejected")), ("no", _("Dismiss it: the claim goes on"))],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )
    answer = text_field(_("Reasons"), help_text=_("For the objector and the claimant."))


def initial(saved: Mapping[str, Any]) -> dict[str, str]:
    """A half-done checklist, as the form shows it."""
    findings = {PREFIX + code: found for code, found in saved.get("findings", {}).items()}
    notes = {NOTES + code: note for code, note in saved.get("notes", {}).items()}
    return findings | notes | {"reasons": saved.get("reasons", "")}
