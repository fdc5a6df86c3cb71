"""Named refusals of the commons: each has a stable `code` and says what would be right."""


class Refusal(Exception):
    """Something that was asked for is not allowed. Nothing was written."""

    code = "refused"


class NotAllowed(Refusal):
    """This person may not do that. Ask a steward of the collective."""

    code = "not-allowed"


class BadInput(Refusal):
    """A value cannot be used. Correct the named field to what `expected` says."""

    code = "bad-input"

    def __init__(self, field: str, given: object, expected: str) -> None:
        self.field, self.given, self.expected = field, given, expected
        super().__init__(f"{field}: {str(given)[:60]!r} cannot be used; expected {expected}.")
