"""Named refusals of the ledger: each has a stable `code` and says what was asked and what would be right."""

from collections.abc import Sequence
from uuid import UUID


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
    """The methodology takes no claims filed on that day, or for that period. Use another version or methodology."""

    code = "outside-validity"


class Implausible(Refusal):
    """The result is above what the inputs can believably give. Check quantities and units, or split the claim."""

    code = "implausible"

    def __init__(self, asked_kg: object, ceiling_kg: object, reason: str) -> None:
        self.asked_kg, self.ceiling_kg, self.reason = asked_kg, ceiling_kg, reason
        super().__init__(f"{asked_kg} kg CO2e is more than the {ceiling_kg} kg that can be believed: {reason}.")


class InsufficientFunds(Refusal):
    """An account has less than was asked of it. Ask for at most `left`."""

    code = "insufficient-funds"

    def __init__(self, account: UUID, asked: int, left: int) -> None:
        self.account, self.asked, self.left = account, asked, left
        super().__init__(f"Account {account}: {asked} asked, {left} left.")


class AccountClosed(Refusal):
    """A closed account takes no debit or hold, except to pay its debt."""

    code = "account-closed"


class HoldNotOpen(Refusal):
    """The hold was settled already, has expired, or holds less than was asked. Read it again."""

    code = "hold-not-open"


class KeyReused(Refusal):
    """The idempotency key was used for another request. Use a new key for a new request."""

    code = "key-reused"


class LeafTooLarge(Refusal):
    """The entry would be more than 65,535 bytes on the public record. Shorten its body, or split it."""

    code = "leaf-too-large"


class PledgeExceeded(Refusal):
    """More arrived than was pledged. Record `left` under the pledge, and the rest as a grant of the same payer."""

    code = "pledge-exceeded"

    def __init__(self, asked: int, left: int) -> None:
        self.asked, self.left = asked, left
        super().__init__(f"{asked} cents asked, {left} cents left of the pledge.")


class AlreadyRecorded(Refusal):
    """That payment is on the record. Nothing to do, unless the bank reference was mistyped."""

    code = "already-recorded"


class NotConserved(Refusal):
    """Tokens or money would not add up. Nothing was committed; tell the operator, who runs `manage.py audit`."""

    code = "not-conserved"


class NotAllowed(Refusal):
    """This person may not do that, or not for them. Ask somebody who may."""

    code = "not-allowed"


class WrongState(Refusal):
    """What was asked does not follow from the state that the thing is in. Read it again; `allowed`: when it would."""

    code = "wrong-state"

    def __init__(self, thing: str, state: str, verb: str, allowed: Sequence[str] = ()) -> None:
        self.thing, self.state, self.verb, self.allowed = thing, state, verb, allowed
        when = f", only where it is {' or '.join(allowed)}" if allowed else ""
        super().__init__(f"This {thing} is {state}: {verb} does not follow{when}.".replace("_", " "))


class DoubleCount(Refusal):
    """Another live claim counts the same effect already. Look at it: object to it if it is wrong, or withdraw yours."""

    code = "double-count"

    def __init__(self, field: str, other_id: UUID | None, other_reference: str, why: str) -> None:
        self.field, self.other_id, self.other_reference = field, other_id, other_reference
        super().__init__(f"{field}: {why}: claim {other_reference or 'filed at this moment'}.")


class Conflicted(Refusal):
    """Whoever has a part in a claim does not judge it. Another must."""

    code = "conflicted"


class FileRefused(BadInput):
    """The file cannot be taken as evidence. `expected` says what can."""

    code = "file-refused"


class SerialsNotFree(Refusal):
    """Some of these serials were retired, cancelled or claimed already. Claim others."""

    code = "serials-not-free"

    def __init__(self, first: int, last: int, why: str) -> None:
        self.first, self.last, self.why = first, last, why
        super().__init__(f"serials: {first} to {last} cannot be claimed: {why}.")


def shown(given: object, longest: int = 60) -> str:
    """What was given, in quotes, on one line, control characters escaped, cut after `longest` characters."""
    if isinstance(given, int) and given.bit_length() > 200:
        return "a whole number of more than 60 digits"
    text = repr(str(given))
    return text if len(text) <= longest else f"{text[:longest]}…"
