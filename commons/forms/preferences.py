"""How one is told by mail, topic by topic."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.plumbing import notifications

USUAL = ("usual", _("As usual: once a day, and at once where there is a deadline"))
HOW = (
    USUAL,
    (notifications.AT_ONCE, _("Each at once")),
    (notifications.DAILY, _("Once a day, deadlines too")),
    (notifications.NEVER, _("Never by mail")),
)
DIGEST = (("usual", _("In the morning")), (notifications.NEVER, _("Not at all")))


class PreferencesForm(forms.Form):
    """One choice for each topic that there is, and one for the daily letter."""

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        chosen = dict(user.preferences.values_list("topic", "how"))
        self.fields[notifications.DIGEST] = forms.ChoiceField(
            label=_("The daily letter"), choices=DIGEST, initial=chosen.get(notifications.DIGEST, "usual")
        )
        for topic in notifications.TOPICS.values():
            self.fields[topic.code] = forms.ChoiceField(
                label=topic.label, help_text=topic.hint, choices=HOW, initial=chosen.get(topic.code, "usual")
            )

    def save(self) -> None:
        for topic, how in self.cleaned_data.items():
            notifications.choose(self.user, topic, "" if how == USUAL[0] else how)
