"""Panels: a page of a lower app offers a place by name, and apps above it fill it with what only they know."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Fill = Callable[[HttpRequest, Any], dict[str, Any] | None]
_offers: dict[str, list[tuple[str, Fill]]] = defaultdict(list)


def offer(place: str, template: str, fill: Fill) -> None:
    """Called by apps when the product starts. fill: the template's context for a subject, or None to show nothing."""
    if (template, fill) not in _offers[place]:
        _offers[place].append((template, fill))


def shown(place: str, request: HttpRequest, subject: Any) -> list[SafeString]:
    """Each panel of the place, as HTML, in the order in which the apps offered them."""
    filled = ((template, fill(request, subject)) for template, fill in _offers.get(place, ()))
    return [render_to_string(template, context, request) for template, context in filled if context is not None]
