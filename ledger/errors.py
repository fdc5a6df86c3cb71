"""Named refusals of the ledger: each has a stable `code` and says what was asked and what would be right."""


class Refusal(Exception):
    """Something that was asked for is not allowed. Nothing was written; change what the message names and ask again."""

    code = "refused"


class BadInput(Refusal):
    """A value cannot be used. Correct the named field to what `expected` says."""

    code = "bad-input"

    def __init__(self, field: str, given: object, expected: str) -> None:
        self.field, self.given, self.expected = field, given, expected
        super().__init__(f"{field}: {shown(given)} cannot be used; expected {expected}.")


class UnknownMethodology(BadInput):
    """No methodology has that code, or not that version. `expected` lists those that there are."""

    code = "unknown-methodology"


class OutsideValidity(Refusal):
    """The methodology does not take claims filed on that day, or for that period. Use another version or methodology."""

    code = "outside-validity"


class Implausible(Refusal):
    """The result is above what the inputs can believably give. Check quantities and units, or split the claim."""

    code = "implausible"

    def __init__(self, asked_kg: object, ceiling_kg: object, reason: str) -> None:
        self.asked_kg, self.ceiling_kg, self.reason = asked_kg, ceiling_kg, reason
        super().__init__(f"{asked_kg} kg CO2e is more than the {ceiling_kg} kg that can be believed: {reason}.")


def shown(given: object, longest: int = 60) -> str:
    """What was given, in quotes, on one line, control characters escaped, cut after `longest` characters."""
    if isinstance(given, int) and given.bit_length() > 200:
        return "a whole number of more than 60 digits"
    text = repr(str(given))
    return text if len(text) <= longest else f"{text[:longest]}…"
