"""What people are told of themselves and their collectives: the words for each kind of notification."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.plumbing.notifications import Kind, Topic

TOPICS = (
    Topic("collectives", _("Collectives"), _("Invitations, and who joins, leaves or changes role")),
    Topic("account", _("Your account"), _("Your data is ready to download")),
)

ROLES = {"steward": _("steward"), "treasurer": _("treasurer"), "member": _("member")}

INVITED = _("Somebody invited your e-mail address.")
STEWARD = _("You are a steward of the collective.")
MEMBER = _("It is about your own membership.")
ASKED = _("You asked for it.")


def _with_role(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "role": ROLES.get(facts["role"], facts["role"])}


KINDS = (
    Kind("invitation.received", "collectives", _("%(collective)s invites you to join"), INVITED,
         _("Open the invitation to accept or decline it. It is open for two weeks."), ("invitation", "token"),
         at_once=True),
    Kind("invitation.accepted", "collectives", _("%(name)s joined %(collective)s"), STEWARD, "", ("collective", "id")),
    Kind("invitation.declined", "collectives", _("An invitation to %(collective)s was declined"), STEWARD, "",
         ("collective", "id")),
    Kind("membership.changed", "collectives", _("You are now %(role)s of %(collective)s"), MEMBER, "",
         ("collective", "id"), shape=_with_role),
    Kind("membership.ended", "collectives", _("You are no longer in %(collective)s"), MEMBER,
         _("A steward ended your membership."), ("collective", "id")),
    Kind("membership.left", "collectives", _("%(name)s left %(collective)s"), STEWARD, "", ("collective", "id")),
    Kind("takeout.ready", "account", _("Your data is ready"), ASKED,
         _("Download it within seven days; then it is deleted here."), ("your_data",), at_once=True),
)  # fmt: skip
