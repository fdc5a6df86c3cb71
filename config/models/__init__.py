"""Tables of the plumbing: what is to be told, and the letters that tell it."""

from config.models.mail import Mail
from config.models.notifications import Digest, Notification, Preference

__all__ = ["Digest", "Mail", "Notification", "Preference"]
