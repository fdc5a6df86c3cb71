"""Money: whole cents, and nothing else."""

from ledger import errors

MOST_CENTS = 10**15  # ten trillion in the currency: anything above is a slip of the keyboard


def check_cents(field: str, given: object) -> int:
    """Cents, if that is what they are. Raises BadInput on anything but a whole number above zero."""
    if type(given) is not int or not 0 < given <= MOST_CENTS:
        raise errors.BadInput(field, given, f"whole cents, from 1 to {MOST_CENTS:,}")
    return given
