"""Countries by the names that people of several languages give them, from the CLDR (through Babel)."""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from babel import Locale

# The six of the United Nations, and some that many people write beside them.
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh", "pt", "hi", "sw", "de")
SHORTEST = 3
NEAR_ENOUGH = 0.75


def plain(text: str) -> str:
    """The text as it is compared: without case, accents, vowel signs and hyphens, spaces made one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(letters.replace("-", " ").replace("ـ", "").split())


def named(text: str) -> set[str]:
    """ISO 3166 codes of the countries of that name in any of LANGUAGES, or, from three letters on, that begin so."""
    wanted = plain(text)
    if not wanted:
        return set()
    exact = _by_name().get(wanted, frozenset())
    if exact or len(wanted) < SHORTEST:
        return set(exact)
    return {code for name, codes in _by_name().items() if name.startswith(wanted) for code in codes}


def near(text: str, most: int = 3) -> list[str]:
    """ISO 3166 codes of the countries whose names are spelt most like it, the nearest first."""
    names = difflib.get_close_matches(plain(text), _by_name(), n=most * 3, cutoff=NEAR_ENOUGH)
    return list(dict.fromkeys(code for name in names for code in sorted(_by_name()[name])))[:most]


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    found = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[plain(name)].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
