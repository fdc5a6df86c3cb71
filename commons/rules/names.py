"""Names of people and collectives: any script, nothing that deceives the eye or breaks a line."""

import unicodedata

from commons import errors

LONGEST = 200
LONGEST_TEXT = 2_000
JOINERS = "\u200c\u200d"  # letters of some scripts need them


def clean(name: str) -> str:
    """The name, trimmed and composed. Raises BadInput on none, too much, or control and direction characters."""
    text = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(text) <= LONGEST:
        raise errors.BadInput("name", name, f"1 to {LONGEST} characters")
    if any(_deceives(character) for character in text):
        raise errors.BadInput("name", ascii(name), "a name without control or direction characters")
    return text


def clean_text(text: str) -> str:
    """Some lines about a collective, trimmed and composed. Raises BadInput as `clean` does."""
    written = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(written) > LONGEST_TEXT:
        raise errors.BadInput("about", written, f"at most {LONGEST_TEXT} characters")
    if any(_deceives(character) for character in written if character not in "\n\t"):
        raise errors.BadInput("about", ascii(written), "a text without control or direction characters")
    return written


def _deceives(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character not in JOINERS)
