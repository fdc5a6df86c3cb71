"""Countries by their names in several languages."""

import pytest

from commons.rules import countries


class TestNamed:
    @pytest.mark.parametrize("name", ["Egypt", "Égypte", "EGYPTE", "مصر", "Египет", "埃及", "Egipto"])
    def test_knows_one_country_by_many_names(self, name):
        assert countries.named(name) == {"EG"}

    @pytest.mark.parametrize("text", ["", "  ", "e", "zz", "Atlantis"])
    def test_knows_nothing_of_what_is_no_country(self, text):
        assert countries.named(text) == set()

    def test_takes_the_beginning_of_a_name(self):
        assert countries.named("Moza") == {"MZ"}


class TestNear:
    def test_finds_what_is_spelt_alike(self):
        assert countries.near("Keniya") == ["KE"]
        assert countries.near("xqzzt") == []


class TestPlain:
    def test_lets_case_accents_hyphens_and_lengthened_letters_go(self):
        assert countries.plain("Côte-d’Ivoire") == countries.plain("cote d’ivoire")
        assert countries.plain("مصـــر") == "مصر"
