"""What is asked of whoever makes a client of the API."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django import forms
from django.utils.translation import gettext_lazy as _

from commons.api.scopes import SCOPES

OWN, SERVER, APP = "own", "server", "app"
USES = (
    (OWN, _("A program of mine that acts in my name")),
    (SERVER, _("A site of mine that others let act in their names")),
    (APP, _("An app on the devices of those who let it act in their names")),
)
LOCAL = ("127.0.0.1", "[::1]", "localhost")


class ClientForm(forms.Form):
    """A name, what it is for, and what it may do."""

    name = forms.CharField(label=_("What is it called?"), max_length=100)
    use = forms.ChoiceField(label=_("What is it for?"), choices=USES, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=SCOPES.items(), widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=_("Where are people sent back to?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where others let it act: addresses that begin with https://, one a line."),
    )

    def clean_addresses(self) -> list[str]:
        """Addresses that a browser can be sent to safely: over TLS, or to this very machine."""
        found = self.cleaned_data["addresses"].split()
        for address in found:
            parts = urlsplit(address)
            local = parts.scheme == "http" and parts.netloc.partition(":")[0] in LOCAL
            if not (parts.scheme == "https" or local) or not parts.netloc or parts.fragment or "*" in address:
                raise forms.ValidationError(
                    _("%(address)s: give an address that begins with https://, without * and #."),
                    params={"address": address},
                )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("use") in (SERVER, APP) and not cleaned.get("addresses") and "addresses" not in self.errors:
            self.add_error("addresses", _("Needed where others let it act in their names."))
        return cleaned

    def made(self, owner: Any) -> tuple[Client, str]:
        """The client, kept, and its secret, which nobody can read again."""
        given, use = self.cleaned_data, self.cleaned_data["use"]
        client = Client(name=given["name"], owner=owner)
        client.type = Client.Type.PUBLIC if use == APP else Client.Type.CONFIDENTIAL
        client.grant_types = "client_credentials" if use == OWN else "authorization_code\nrefresh_token"
        client.set_scopes(list(given["scopes"]) if use == OWN else ["openid", *given["scopes"]])
        client.set_default_scopes(list(given["scopes"]))
        client.set_redirect_uris([] if use == OWN else given["addresses"])
        secret = "" if use == APP else client_secret()
        client.set_secret(secret or client_secret())
        client.save()
        return client, secret


def client_secret() -> str:
    """A new one, in characters that no shell takes for anything else."""
    return secrets.token_urlsafe(32)
