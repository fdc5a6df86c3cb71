"""Payouts: how their states follow one another, and what to do when a bank says no."""

from ledger import errors

TRANSITIONS = {
    ("prepared", "send"): "sent",
    ("prepared", "confirm"): "paid",
    ("sent", "confirm"): "paid",
    ("prepared", "refuse"): "refused",
    ("sent", "refuse"): "refused",
    ("refused", "retry"): "retried",
}

NEXT_STEPS = {
    "account_unknown": "Ask the claimant to check the account number and give it again, then retry.",
    "account_closed": "Ask the claimant for another bank account, then retry.",
    "name_mismatch": "Ask the claimant in whose name the account is held, correct it, then retry.",
    "details_missing": "Ask the claimant for bank details, then retry.",
    "bank_unavailable": "Wait until the bank works again, then retry.",
    "other": "Ask the bank why, put it right with the claimant, then retry.",
}

# What a claimant can put right alone, by giving bank details again.
BY_OTHER_DETAILS = ("account_unknown", "account_closed", "name_mismatch", "details_missing")


def after(state: str, verb: str) -> str:
    """The state that follows. Raises WrongState where the table has none."""
    if (state, verb) not in TRANSITIONS:
        raise errors.WrongState("payout", state, verb)
    return TRANSITIONS[state, verb]


def check_refusal(refusal: str) -> str:
    """A bank's reason, if we know what to do about it. Raises BadInput."""
    if refusal not in NEXT_STEPS:
        raise errors.BadInput("refusal", refusal, f"one of {', '.join(NEXT_STEPS)}")
    return refusal
