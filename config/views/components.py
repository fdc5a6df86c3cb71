"""Every component in all its states, on one page: what we build pages from, and where we look first."""

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from config.views import samples

FOLDER = "_components"
COMMENT = re.compile(r"\{# (.*?) #\}")
SYMBOL = re.compile(r'<symbol id="([^"]+)"')
COLOUR = re.compile(r"--([a-z0-9-]+): light-dark\(#")


def shown(request: HttpRequest) -> HttpResponse:
    """The page, with a chapter for each file in templates/_components."""
    chapters = {"icons": icons(), "colours": colours(), "parameters": {name: parameters(name) for name in names()}}
    return render(request, "components.html", samples.of_each() | chapters)


def names() -> list[str]:
    """Every component that there is."""
    return sorted(path.stem for path in (settings.BASE_DIR / "templates" / FOLDER).glob("*.html"))


def parameters(name: str) -> str:
    """What a component takes, as the comment in its first line says it."""
    source = Path(loader.get_template(f"{FOLDER}/{name}.html").origin.name).read_text()
    found = COMMENT.match(source)
    return found[1] if found else ""


def icons() -> list[str]:
    """Every icon of the sprite."""
    return SYMBOL.findall((settings.BASE_DIR / "static" / "icons" / "sprite.svg").read_text())


def colours() -> list[str]:
    """Every colour of the tokens."""
    return COLOUR.findall((settings.BASE_DIR / "static" / "css" / "tokens.css").read_text())
