"""Free text that people send: cleaned, or refused by the name of its field."""

import unicodedata

from ledger import errors

ALLOWED_CONTROLS = "\n\t"


def line(field: str, given: str, longest: int = 200) -> str:
    """One line of text, trimmed. Raises BadInput on none, too much, or control and direction characters."""
    text = _text(field, given, longest, allowed="")
    if not text:
        raise errors.BadInput(field, given, f"1 to {longest} characters")
    return text


def paragraphs(field: str, given: str, longest: int = 5_000) -> str:
    """Any text of several lines, or none, trimmed."""
    return _text(field, given.replace("\r\n", "\n"), longest, allowed=ALLOWED_CONTROLS)


def reasons(field: str, given: str, longest: int = 5_000) -> str:
    """Text that must say something."""
    text = paragraphs(field, given, longest)
    if not text:
        raise errors.BadInput(field, given, f"reasons, of 1 to {longest} characters")
    return text


def _text(field: str, given: str, longest: int, *, allowed: str) -> str:
    text = unicodedata.normalize("NFC", given).strip()
    if len(text) > longest:
        raise errors.BadInput(field, f"{len(text)} characters", f"at most {longest}")
    if any(_deceives(character) for character in text if character not in allowed):
        raise errors.BadInput(field, given, "text without control or direction characters")
    return text


def _deceives(character: str) -> bool:
    """Control characters, lone surrogates and what turns the direction of text; joiners are letters of some scripts."""
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character not in "\u200c\u200d")
