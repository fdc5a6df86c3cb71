"""What pages about people need beyond Django's own filters."""

from collections.abc import Mapping
from typing import Any

from django import template

from commons.notices import ROLES

register = template.Library()


@register.filter
def role_in_words(role: str) -> str:
    """A role in a collective, as people say it."""
    return str(ROLES.get(role, role))


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under that key, or nothing."""
    return values.get(key, "")


@register.filter
def indent_lines(text: str) -> str:
    """Each line but the first two spaces in, for plain letters."""
    return text.replace("\n", "\n  ")
