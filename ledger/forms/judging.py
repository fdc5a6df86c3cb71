"""What verifiers and objectors are asked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ledger.forms.refusals import KeyedForm, RefusableForm, date_field, text_field
from ledger.models import Verification
from ledger.rules import claims as rules

FINDINGS = [("met", "Met"), ("not_met", "Not met"), ("cannot_say", "Cannot say")]
QUESTIONS = {
    "asset": "The asset exists, is where it is said to be, and is the claimant's to claim for.",
    "period": "The figures are of the period, and of no other.",
    "inputs": "The inputs are right, in the right units, and believable.",
    "evidence": "The evidence shows them.",
    "overlaps": "The claims nearby of the same kind and time count something else.",
}
PREFIX = "criteria."


class VerificationForm(KeyedForm):
    """A finding for each criterion, and what follows."""

    outcome = forms.ChoiceField(label="Decision", choices=Verification.Outcome.choices, widget=forms.RadioSelect)
    reasons = text_field("Reasons", help_text="For the claimant. On the record they are bound, not told.")

    def __init__(self, *args: Any, overlaps: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = ("asset", "period", "inputs", "evidence", *(("overlaps",) if overlaps else ()))
        self.fields["outcome"].choices = [("approve", "Approve the claim"), ("reject", "Reject the claim")]
        for name in asked:
            self.fields[PREFIX + name] = forms.ChoiceField(
                label=QUESTIONS[name], choices=FINDINGS, widget=forms.RadioSelect
            )
        self.order_fields([*(PREFIX + name for name in asked), "outcome", "reasons"])
        self.says = {"criteria": "outcome"}

    @property
    def criteria(self) -> dict[str, str]:
        """What was found."""
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}
        return {name.removeprefix(PREFIX): value for name, value in found.items()}


class QuestionForm(RefusableForm):
    """What the verifier wants to know, and until when."""

    question = text_field("What is missing?")
    until = date_field("Answer by", help_text=f"Within {rules.ANSWER_DAYS[1]} days. Not answered, the claim is withdrawn.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"].initial = timezone.now().date() + timedelta(days=rules.ANSWER_DAYS[1] // 2)


class ObjectionForm(KeyedForm):
    """Why a verified claim should not be issued."""

    reasons = text_field(
        "What is wrong with the claim?",
        help_text="The claimant and whoever decides will read it. While it is open, nothing is issued.",
    )


class AnswerForm(RefusableForm):
    """The decision on an objection."""

    uphold = forms.TypedChoiceField(
        label="Decision",
        choices=[("yes", "Uphold it: the claim is rejected"), ("no", "Dismiss it: the claim goes on")],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )
    answer = text_field("Reasons", help_text="For the objector and the claimant.")
