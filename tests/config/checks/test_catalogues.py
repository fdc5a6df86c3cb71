"""What the catalogues are checked for."""

import pytest
from babel.messages import Catalog

from config.checks import catalogues, unmarked


def found(template: str) -> list[str]:
    return [words for _, words in unmarked.texts(template)]


class TestTheCatalogues:
    def test_are_whole_and_no_text_is_unmarked(self):
        assert list(catalogues.problems()) == []

    def test_know_texts_of_templates_and_of_python(self):
        places = {name for files in catalogues.marked().values() for name, _ in files}

        assert "templates/base.html" in places
        assert any(name.endswith(".py") for name in places)


class TestPlaceholders:
    @pytest.mark.parametrize(
        ("text", "translation"),
        [
            ("%(who)s pays", "%(qui)s paie"),
            ("See <a>it</a>", "Voir"),
            ("{left} left", "il en reste"),
            (("%(n)s claim", "%(n)s claims"), ("une déclaration", "des déclarations")),
        ],
    )
    def test_must_be_the_same_in_a_translation(self, text, translation):
        message = Catalog("fr").add(text, translation)

        assert catalogues._other_placeholders(message)

    def test_may_be_missing_in_one_form_where_they_are_in_the_text(self):
        message = Catalog("fr").add(("one claim", "%(n)s claims"), ("une déclaration", "%(n)s déclarations"))

        assert catalogues._other_placeholders(message) == ""


class TestUnmarked:
    @pytest.mark.parametrize(
        "template",
        [
            "<p>Hello there</p>",
            '<img alt="A tree">',
            '<button aria-label="Close">{{ sign }}</button>',
            "{% if it %}<p>Funded</p>{% endif %}",
            '{% include "_components/button.html" with label="Send it" only %}',
        ],
    )
    def test_finds_words_that_people_see(self, template):
        assert len(found(template)) == 1

    @pytest.mark.parametrize(
        "template",
        [
            "<p>{% translate 'Hello there' %}</p>",
            "{% blocktranslate trimmed %}Hello <b>there</b>{% endblocktranslate %}",
            '<p class="note" data-label="{% translate "Sum" %}">{{ sum }} kg CO₂e</p>',
            "{# a note #}{% comment %}Words{% endcomment %}<pre>leaf</pre>",
            '{% include "_components/button.html" with label=_("Send it") kind="primary" only %}',
        ],
    )
    def test_leaves_what_is_marked_and_what_is_the_same_in_every_language(self, template):
        assert found(template) == []

    def test_says_the_line(self):
        assert next(unmarked.texts("{# one #}\n{% load i18n %}\n<p>\nthree</p>")) == (3, "three")
