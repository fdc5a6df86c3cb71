"""The page of components: it shows all of them, or it is of no use."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from config.views import components
from tests.pages import visit


@pytest.fixture
def whole():
    return visit(Client(), "/components/")


def used(html: str) -> set[str]:
    """The icons in a piece of a page."""
    return set(re.findall(r'icons/sprite[^"]*\.svg#([^"]+)"', html))


class TestComponents:
    def test_each_is_rendered_and_has_a_chapter(self, whole):
        rendered = {template.name for template in Client().get("/components/").templates}

        for name in components.names():
            assert f"_components/{name}.html" in rendered
            assert f'<section class="chapter" id="c-{name}">' in whole.html

    def test_each_says_in_its_first_line_what_it_takes(self, whole):
        said = {name: components.parameters(name) for name in components.names()}

        assert [name for name, parameters in said.items() if not parameters] == []
        assert said["money"] == "cents, currency (EUR)."

    def test_each_can_be_reached_from_the_list_of_chapters(self, whole):
        assert [link[3:] for link in whole.links if link.startswith("#c-")][
            : len(components.names())
        ] == components.names()


class TestIcons:
    def test_each_of_the_sprite_is_shown(self, whole):
        sprite = ElementTree.parse(settings.BASE_DIR / "static/icons/sprite.svg")

        drawn = {symbol.get("id") for symbol in sprite.getroot().findall("{http://www.w3.org/2000/svg}symbol")}

        assert drawn
        assert drawn == used(whole.html.partition('id="c-icon"')[2].partition("</section>")[0])

    def test_none_is_used_that_is_not_in_the_sprite(self, whole):
        assert used(whole.html) <= set(components.icons())


class TestColours:
    def test_each_of_the_tokens_is_shown(self, whole):
        sheet = (settings.BASE_DIR / "static/css/showcase.css").read_text()

        assert len(components.colours()) > 10
        for name in components.colours():
            assert f'class="swatch {name}"' in whole.html
            assert f".swatch.{name} {{ background: var(--{name}); }}" in sheet
