"""What the API takes for JSON."""

import contextlib
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plumbing import parsers
from config.plumbing.problems import BadJSON, BodyTooLarge

REFUSED = [
    (b'{"a": NaN}', "/a", "NaN"),
    (b'{"a": [1, -Infinity]}', "/a/1", "-Infinity"),
    (b'{"a": 1, "b": {"c": 1, "c": 2}}', "/b/c", "twice"),
    (b'{"a": "x\\u0000y"}', "/a", "U+0000"),
    (b'{"a": "\\ud800"}', "/a", "surrogate"),
    (b'{"a/b": {"\\u0000": 1}}', "/a~1b/?", "name"),
    (b'{"a": 1e999}', "/a", "1e999"),
    (b'{"a": ' + b"9" * 101 + b"}", "/a", "number"),
    (b'{"a": 0.' + b"9" * 101 + b"}", "/a", "number"),
    (b'{"a": }', "", "Line 1, column 7"),
    (b'{"a":\n 01}', "", "Line 2"),
    (b'"\xff"', "", "Byte 1"),
    (b"\xef\xbb\xbf{}", "", "byte order mark"),
    (b"[" * 21 + b"]" * 21, "", "Line 1, column 21"),
    (b"[" * 100_000, "", "deeper"),
    (b"", "", "Line 1"),
    (b'{"a": 1} x', "", "Extra data"),
]


class TestLoads:
    @pytest.mark.parametrize(("raw", "pointer", "words"), REFUSED)
    def test_refuses_and_names_the_place(self, raw, pointer, words):
        with pytest.raises(BadJSON) as refusal:
            parsers.loads(raw)

        assert refusal.value.pointer == pointer
        assert words in str(refusal.value.detail)

    def test_keeps_fractions_exact(self):
        assert parsers.loads(b'{"a": 0.10}') == {"a": Decimal("0.10")}

    def test_takes_brackets_in_texts_for_text(self):
        assert parsers.loads(b'["' + b"[" * 50 + b'", "\\"[["]') == ["[" * 50, '"[[']

    @given(st.recursive(st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(alphabet=st.characters(
        exclude_categories=("Cs",), exclude_characters="\0")), lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet="abc/~"), inner, max_size=3), max_leaves=10))  # fmt: skip
    def test_takes_whatever_json_writes(self, value):
        assert parsers.loads(json.dumps(value).encode()) == value

    @given(st.binary(max_size=200))
    def test_fails_on_nothing_else_than_a_refusal(self, raw):
        with contextlib.suppress(BadJSON):
            json.dumps(parsers.loads(raw), default=str).encode()


class TestStrictJSONParser:
    def test_refuses_a_body_before_it_has_read_it_all(self):
        body = io.BytesIO(b'"' + b"x" * parsers.MOST_BYTES + b'"')

        with pytest.raises(BodyTooLarge):
            parsers.StrictJSONParser().parse(body)

        assert body.tell() == parsers.MOST_BYTES + 1
