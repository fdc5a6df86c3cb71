"""What is asked at sign-up beside e-mail and password."""

from django import forms
from django.http import HttpRequest

from commons.actions import agents
from commons.forms.names import NameForm
from commons.models import User
from commons.rules import names
from config.plumbing import transactions


class SignupForm(NameForm):
    """The person behind the login."""

    name = forms.CharField(
        label="Your name",
        max_length=names.LONGEST,
        help_text="Shown to your collectives, to the verifiers of your claims, and to nobody else.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the new user."""
        transactions.edge()(agents.register)(user=user, name=self.cleaned_data["name"])
