"""What templates/_components need beyond Django's own tags."""

from django import template
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_field(context: RequestContext) -> SafeString:
    """{% csrf_token %} for components: an include with `only` loses the token, but not the request."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(context.request))
