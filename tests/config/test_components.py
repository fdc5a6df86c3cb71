"""The page of components: it shows all of them, or it is of no use."""

import re

import pytest
from django.test import Client

from config.views import components
from tests.pages import visit


@pytest.fixture
def whole():
    return visit(Client(), "/components/")


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
        shown = set(re.findall(r'icons/sprite[^"]*\.svg#([a-z]+)"', whole.html.partition('id="c-icon"')[2]))

        assert components.icons()
        assert set(components.icons()) <= shown

    def test_none_is_used_that_is_not_in_the_sprite(self, whole):
        assert set(re.findall(r'icons/sprite[^"]*\.svg#([^"]+)"', whole.html)) <= set(components.icons())


class TestColours:
    def test_each_of_the_tokens_is_shown(self, whole):
        assert len(components.colours()) > 10
        for name in components.colours():
            assert f'class="swatch {name}"' in whole.html
