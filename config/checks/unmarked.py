"""Texts of a template that people see and that nobody can translate, because they are not marked."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

SAID = {"alt", "title", "placeholder", "aria-label", "aria-description", "content", "data-label"}
NOT_SAID = {"script", "style", "code", "pre", "samp", "kbd"}
WORD = re.compile(r"[^\W\d_]{2,}")
# Names, signs and units, which are the same in every language.
SAME = re.compile(r"\b(Allocation|AGPL-3\.0-or-later|CO₂e|kg|CSV|JSON|SHA-256|RFC \d+|API|OpenAPI|UTC|ID|URL)\b")
GIVEN = re.compile(r"""\b(?:label|title|text|hint|submit|description|name_text)=("[^"]*"|'[^']*')""")
SIGN = "\u2042"  # stands where the template puts a value


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Each with its line."""
    html, given = _plain(source)
    yield from given
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.found


def _plain(source: str) -> tuple[str, list[tuple[int, str]]]:
    """The template without its tags, values and marked texts, line by line; and what is given to components."""
    out, given, until = [], [], ""
    for token in Lexer(source).tokenize():
        words = token.contents if token.token_type == TokenType.BLOCK else ""
        verb = words.partition(" ")[0]
        if until:
            until = "" if verb == until else until
        elif verb in ("blocktranslate", "blocktrans", "comment"):
            until = f"end{verb}"
            out.append(SIGN)
        elif words == "block bodyclass":
            until = "endblock"
        elif token.token_type == TokenType.TEXT:
            out.append(token.contents)
            continue
        elif verb == "include":
            given += [(token.lineno, said) for said in _said(words)]
        elif token.token_type != TokenType.COMMENT and verb != "load":
            out.append(SIGN if token.token_type == TokenType.VAR or verb in ("translate", "trans", "url") else "")
        out.append("\n" * _lines(token))
    return "".join(out), given


def _lines(token: Token) -> int:
    return token.contents.count("\n")


def _said(words: str) -> list[str]:
    return [text[1:-1] for text in GIVEN.findall(words) if _is_said(text[1:-1])]


def _is_said(text: str) -> bool:
    return bool(WORD.search(SAME.sub("", text)))


class _Reader(HTMLParser):
    """Finds the words of a page, and those of attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in attrs:
            is_said = name in SAID and (name != "content" or given.get("name") == "description")
            if is_said and value and _is_said(value):
                self._say(value)
        if tag in NOT_SAID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in NOT_SAID:
            self.inside.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and _is_said(data):
            self._say(data)

    def _say(self, text: str) -> None:
        self.found.append((self.getpos()[0], " ".join(text.replace(SIGN, "…").split())))
