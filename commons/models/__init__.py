"""People, collectives and places: one concept a file."""

from commons.models.agents import Agent, Membership
from commons.models.answers import Answer
from commons.models.places import Place
from commons.models.users import User

__all__ = ["Agent", "Answer", "Membership", "Place", "User"]
