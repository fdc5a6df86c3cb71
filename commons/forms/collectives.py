"""Collectives: what is asked to found one, to change it, and to invite people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.forms.places import PlaceField
from commons.forms.refusals import RefusableForm
from commons.models import Membership
from commons.rules import names

ROLES = (
    (Membership.Role.MEMBER, _("Member: files and answers claims for it")),
    (Membership.Role.TREASURER, _("Treasurer: books the money of its fund")),
    (Membership.Role.STEWARD, _("Steward: all that, and pledges, retires, invites, and sets roles")),
)


class CollectiveForm(RefusableForm):
    """What everybody may read of a collective."""

    name = forms.CharField(label=_("Name"), max_length=names.LONGEST)
    place = PlaceField(label=_("Place"), help_text=_("A country, region or town, such as Wales or Kisumu County"))
    about = forms.CharField(
        label=_("What it does"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Shown on its page. Name no person without asking them."),
    )


class InvitationForm(RefusableForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("They need no account yet: the letter says how to make one."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Membership.Role.MEMBER, widget=forms.RadioSelect)


class RoleForm(RefusableForm):
    """Another role for somebody who is in."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
