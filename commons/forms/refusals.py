"""Forms that can say what the commons refused, at the field that it is about."""

from django import forms
from django.utils.translation import gettext as _

from commons import errors


class RefusableForm(forms.Form):
    """A form whose action may refuse."""

    def refuse(self, refusal: errors.Refusal) -> None:
        """Say at its field, or above the form, why nothing was done and what would be right."""
        named = getattr(refusal, "field", "")
        words = _("Needed: %(expected)s.") % {"expected": refusal.expected} if named else str(refusal)
        self.add_error(named if named in self.fields else None, words)


class NothingForm(RefusableForm):
    """A button."""

    def __init__(self) -> None:
        super().__init__({})
        self.is_valid()
