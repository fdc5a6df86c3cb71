"""Protocols: from a registry's spelling of its method to the typed protocol that it means.

Two ways, in this order. Most spellings carry the code that the programme itself gave the method ("CDM - ACM0002:
Grid-connected ... version 20.0", "AMS I D", "VM00015"): codes are found wherever they stand, all of them, since
a project may use several. The others are titles, looked up in a small table once case, accents, punctuation,
broken encodings and version are out of the way. What fits neither is unmapped and keeps its spelling.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

UNSTATED = frozenset(
    {
        *("not provided", "not defined", "other", "none", "unknown", "n a", "early retirement"),
        *("methodology under development", "vcs v1 project specific"),
    }
)
PREFIX_WORDS = 3  # a shorter title must be met exactly: too many methods begin with "reforestation"

_NUMBERED = re.compile(r"(?<![A-Z])(?:(AR)[\s.-]*)?(ACM|AMS|AM|VMR|VMD|VM)[\s.-]*([0-9]{3,5})(?![0-9])")
# The letters of AMS are sometimes swapped (ASM, AMD), its I a digit, the dots and dashes missing or long.
_SMALL_SCALE = re.compile(r"(?<![A-Z])A(?:MS|SM|MD)[\s.\u2013-]*(III|II|I|1)[\s.-]*([A-Z]{1,2}[0-9]?)(?![A-Z0-9])")
_VERSION = re.compile(r" (?:(?:version|ver|v) ?)?[0-9]+(?: [0-9]+)*$| (?:version|ver|v)$")
_DAMAGED = re.compile("[\u00c3\u00c2\u00e2][\u0080-\u00bf\u0152-\u2122]")


@dataclass(frozen=True, slots=True)
class Title:
    """One row of the table: a title, the protocol that it means, and the registry that uses it so (blank: any)."""

    protocol: str
    registry: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """The titles, by registry and plain words."""

    exact: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, titles: Iterable[Title]) -> "Table":
        """The table of `titles`. Raises ValueError where one title means two protocols in one registry."""
        exact: dict[tuple[str, str], str] = {}
        for row in titles:
            if exact.setdefault((row.registry, plain(row.title)), row.protocol) != row.protocol:
                raise ValueError(f"The title {row.title!r} means two protocols.")
        return cls(exact)

    def find(self, words: str, registry: str) -> str | None:
        """The protocol of that title, or of the longest title that it begins with."""
        for scope in (registry, ""):
            if found := self.exact.get((scope, words)):
                return found
        parts = words.split()
        for count in range(len(parts) - 1, PREFIX_WORDS - 1, -1):
            for scope in (registry, ""):
                if found := self.exact.get((scope, " ".join(parts[:count]))):
                    return found
        return None


def match(spelling: str, registry: str, table: Table) -> tuple[str, ...]:
    """The protocols that a spelling means, in the order of the alphabet; empty where none is known."""
    if found := codes(spelling):
        return found
    named = table.find(plain(spelling), registry)
    return (named,) if named else ()


def codes(spelling: str) -> tuple[str, ...]:
    """The codes of programmes that stand in the text: `acm0002`, `ams-i-d`, `ar-acm0003`, `vm0015`."""
    text = unicodedata.normalize("NFKC", mended(spelling)).upper()
    numbered = {
        f"{'ar-' if forestry else ''}{family.lower()}{int(number):04d}"
        for forestry, family, number in _NUMBERED.findall(text)
    }
    small = {f"ams-{scale.replace('1', 'I')}-{letter}".lower() for scale, letter in _SMALL_SCALE.findall(text)}
    return tuple(sorted(numbered | small))


def is_stated(spelling: str) -> bool:
    """Whether the spelling names a method at all: blanks and "not provided" do not."""
    return bool(spelling) and plain(spelling) not in UNSTATED


@functools.lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words alone: lower case, no accents, no punctuation, no version at the end."""
    letters = unicodedata.normalize("NFKD", mended(text)).casefold()
    words = " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))
    return _VERSION.sub("", words) or words


def mended(text: str) -> str:
    """The text with UTF-8 that was once read as Windows-1252 put right, where that is what happened to it."""
    if not _DAMAGED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
