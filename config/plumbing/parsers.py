"""JSON as the API takes it: strictly, and where it is refused, with the place that is wrong."""

import codecs
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rest_framework.parsers import BaseParser

from config.plumbing.problems import BadJSON, BodyTooLarge

MOST_BYTES = 256 * 1024
DEEPEST = 20
LONGEST_NUMBER = 100
GREATEST_EXPONENT = 300

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Twice(str):
    """Stands for the value of a name that an object has twice."""


class _NoNumber(str):
    """Stands for a number that is none, or none that can be kept."""


class StrictJSONParser(BaseParser):
    """Takes what RFC 8259 calls JSON and nothing more: UTF-8, each name once, no NaN, texts that can be stored.

    Fractions come out as Decimal. Raises BadJSON, which names the place as a JSON pointer or by line and column.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise BodyTooLarge(f"A request is at most {MOST_BYTES:,} bytes of JSON.")
        return loads(raw)


def loads(raw: bytes) -> Any:
    """The value that the bytes say."""
    if raw.startswith(codecs.BOM_UTF8):
        raise BadJSON("Begin without a byte order mark.")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise BadJSON(f"Byte {error.start} is not UTF-8.") from None
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_NoNumber,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except json.JSONDecodeError as error:
        raise BadJSON(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from None
    for pointer, why in _wrong(value, ""):
        raise BadJSON(why, pointer=pointer)
    return value


def _check_depth(text: str) -> None:
    """Before it is parsed, so that no depth can exhaust the stack."""
    depth = 0
    for found in re.finditer(r"[\[\]{}]", _STRING.sub(lambda string: " " * len(string[0]), text)):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            before = text[: found.start()]
            line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
            raise BadJSON(f"Line {line}, column {column}: nested deeper than {DEEPEST} levels.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _Twice(name) if name in found else value
    return found


def _whole(text: str) -> Any:
    return _NoNumber(text) if len(text) > LONGEST_NUMBER else int(text)


def _fraction(text: str) -> Any:
    if len(text) > LONGEST_NUMBER:
        return _NoNumber(text)
    number = Decimal(text)
    return _NoNumber(text) if number and abs(number.adjusted()) > GREATEST_EXPONENT else number


def _wrong(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Pointers to what cannot be taken, with the reason."""
    if isinstance(value, _Twice):
        yield pointer, "This name stands twice in its object."
    elif isinstance(value, _NoNumber):
        yield pointer, f"{value[:20]} is no number that JSON has, or one that is too long to be meant."
    elif isinstance(value, str):
        if reason := _unstorable(value):
            yield pointer, reason
    elif isinstance(value, dict):
        for name, item in value.items():
            inner = f"{pointer}/{_escaped(name)}"
            if reason := _unstorable(name):
                yield inner, f"In the name: {reason}"
            yield from _wrong(item, inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _wrong(item, f"{pointer}/{number}")


def _unstorable(text: str) -> str:
    if "\0" in text:
        return "A text cannot hold the character U+0000."
    return "A text cannot hold half of a surrogate pair." if _SURROGATE.search(text) else ""


def _escaped(name: str) -> str:
    """As RFC 6901 writes a name in a pointer, and so that it can be shown."""
    return name.replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode().replace("\0", "?")
