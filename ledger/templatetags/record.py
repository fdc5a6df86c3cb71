"""What stands on the record, in words."""

from datetime import date, timedelta

from django import template
from django.db.backends.postgresql.psycopg_any import DateRange

from ledger.rules import methodologies

register = template.Library()

GOOD = {"verified", "issued", "paid", "approve", "met", "active", "fulfilled", "dismissed", "received"}
WAITING = {
    "draft",
    "submitted",
    "in_review",
    "asked_back",
    "suspended",
    "prepared",
    "sent",
    "open",
    "cannot_say",
    "pending",
    "due",
}
BAD = {"rejected", "reversed", "partly_reversed", "withdrawn", "refused", "reject", "not_met", "upheld", "cancelled"}
WORDS = {
    "approve": "approved",
    "reject": "rejected",
    "not_met": "not met",
    "cannot_say": "cannot say",
    "suspended": "suspended by an objection",
}


@register.filter
def in_words(name: str) -> str:
    """A name of the code, such as a state or a family, as people write it."""
    return WORDS.get(name) or name.replace("_", " ")


@register.filter
def tone(state: str) -> str:
    """How a state looks beside its words."""
    return next((tone for tone, states in (("good", GOOD), ("wait", WAITING), ("bad", BAD)) if state in states), "")


@register.filter
def event(kind: str) -> str:
    """An entry's kind, as a short sentence: "claim.asked_back" is "Claim asked back"."""
    return kind.replace(".", " ").replace("_", " ").capitalize()


@register.filter
def last_day(period: DateRange) -> date:
    """The last day of a period; the database keeps the day after."""
    return period.upper - timedelta(days=1)


@register.filter
def method_title(code: str) -> str:
    """The title of a methodology; its code if it is not known here."""
    return next((known.title for known in methodologies.all() if known.code == code), code)
