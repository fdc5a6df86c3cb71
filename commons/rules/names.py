"""Names of people and collectives: any script, nothing that deceives the eye or breaks a line."""

import unicodedata

from commons import errors

LONGEST = 200
JOINERS = "\u200c\u200d"  # letters of some scripts need them


def clean(name: str) -> str:
    """The name, trimmed and composed. Raises BadInput on none, too much, or control and direction characters."""
    text = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(text) <= LONGEST:
        raise errors.BadInput("name", name, f"1 to {LONGEST} characters")
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character not in JOINERS):
            raise errors.BadInput("name", ascii(name), "a name without control or direction characters")
    return text
