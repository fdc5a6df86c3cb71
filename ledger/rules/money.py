"""Money: whole cents, and nothing else."""

import re

from ledger import errors

_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
MOST_CENTS = 10**15  # ten trillion in the currency: anything above is a slip of the keyboard


def check_cents(field: str, given: object) -> int:
    """Cents, if that is what they are. Raises BadInput on anything but a whole number above zero."""
    if type(given) is not int or not 0 < given <= MOST_CENTS:
        raise errors.BadInput(field, given, f"whole cents, from 1 to {MOST_CENTS:,}")
    return given


def read_cents(field: str, text: str) -> int:
    """Cents from an amount as people write it: 1234 or 1234.5 or 1234.50. Raises BadInput."""
    if not _AMOUNT.fullmatch(text.strip()):
        raise errors.BadInput(field, text, "an amount above 0 with at most two decimals, such as 1234.50")
    whole, _, rest = text.strip().partition(".")
    return check_cents(field, int(whole) * 100 + int(rest.ljust(2, "0")))
