"""People, collectives and places: one concept a file."""

from commons.models.agents import Agent, Membership
from commons.models.answers import Answer
from commons.models.invitations import Invitation
from commons.models.places import Place
from commons.models.takeouts import Takeout
from commons.models.users import User

__all__ = ["Agent", "Answer", "Invitation", "Membership", "Place", "Takeout", "User"]
