"""Geometry as SVG: each kind of chart has a template of its own."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def draw(kind: str, **given: Any) -> SafeString:
    """The drawing, for `figure.html`. kind: the name of a template in `_components/charts/`."""
    return render_to_string(f"_components/charts/{kind}.html", given)
