"""Fingerprints: the same for the same thing, nothing without the key."""

import pytest

from ledger.rules import fingerprints


class TestOfText:
    def test_differs_by_key_kind_and_parts(self):
        prints = {
            fingerprints.of_text("asset", ("meter", "123"), "key"),
            fingerprints.of_text("asset", ("meter", "123"), "other key"),
            fingerprints.of_text("lot", ("meter", "123"), "key"),
            fingerprints.of_text("asset", ("meter1", "23"), "key"),
        }

        assert len(prints) == 4


class TestPlain:
    @pytest.mark.parametrize("given", ["gb 12-34.x", "GB1234X", " gb/12_34:x ", "ＧＢ１２３４Ｘ"])
    def test_sees_through_spelling(self, given):
        assert fingerprints.plain(given) == "GB1234X"


class TestTail:
    def test_shows_the_end_of_a_long_number_and_nothing_of_a_short_one(self):
        assert fingerprints.tail("GB 12-34.5678") == "…678"
        assert fingerprints.tail("GB12") == "…"
