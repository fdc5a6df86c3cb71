"""What templates/_components need beyond Django's own tags."""

from django import template
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

NO_BREAK = "\u00a0"


@register.simple_tag(takes_context=True)
def csrf_field(context: RequestContext) -> SafeString:
    """{% csrf_token %} for components: an include with `only` loses the token, but not the request."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(context.request))


@register.filter
def unit_apart(amount: str) -> SafeString:
    """An amount in words, such as "3 t CO₂e", with its unit in an element of its own, so that figures stand out."""
    figure, space, unit = str(amount).partition(NO_BREAK)
    if not figure[-1:].isdigit():
        return format_html("{}", amount)
    return format_html('{}<small class="unit">{}{}</small>', figure, space, unit) if unit else format_html("{}", figure)
