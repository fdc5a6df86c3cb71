"""What banks call things: account numbers and references with their check digits."""

import re

from ledger import errors

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
REMAINDER = 97  # ISO 7064, MOD 97-10


def check_iban(field: str, given: str) -> str:
    """The account number (ISO 13616) without its spaces. Raises BadInput unless its check digits fit."""
    iban = "".join(given.split()).upper()
    if not _IBAN.fullmatch(iban):
        raise errors.BadInput(field, given, "an IBAN: two letters, two digits, then 11 to 30 letters or digits")
    if _number(iban[4:] + iban[:4]) % REMAINDER != 1:
        raise errors.BadInput(field, given, "an IBAN whose check digits fit: one of its characters is wrong")
    return iban


def creditor_reference(text: str) -> str:
    """A structured reference (ISO 11649) for up to 21 letters and digits, in groups of four as people copy it."""
    digits = REMAINDER + 1 - _number(f"{text}RF00") % REMAINDER
    return grouped(f"RF{digits:02d}{text}")


def referred(given: str) -> str:
    """What a structured reference refers to; "" where it is none, or mistyped."""
    whole = "".join(given.split()).upper()
    if not re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", whole) or _number(whole[4:] + whole[:4]) % REMAINDER != 1:
        return ""
    return whole[4:]


def grouped(text: str) -> str:
    """In groups of four characters."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _number(text: str) -> int:
    """Letters as two digits each: A is 10, Z is 35."""
    return int("".join(str(int(character, 36)) for character in text))
