"""What may become of a claim, and what is asked of it on the way."""

from ledger import errors

# Every transition there is: state and verb to the next state. The database holds the same pairs.
TRANSITIONS: dict[tuple[str, str], str] = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "assign"): "in_review",
    ("submitted", "withdraw"): "withdrawn",
    ("in_review", "unassign"): "submitted",
    ("in_review", "ask_back"): "asked_back",
    ("in_review", "verify"): "verified",
    ("in_review", "reject"): "rejected",
    ("in_review", "withdraw"): "withdrawn",
    ("asked_back", "answer"): "in_review",
    ("asked_back", "withdraw"): "withdrawn",
    ("verified", "suspend"): "suspended",
    ("verified", "issue"): "issued",
    ("suspended", "suspend"): "suspended",
    ("suspended", "resume"): "verified",
    ("suspended", "reject"): "rejected",
    ("issued", "reverse_in_part"): "partly_reversed",
    ("issued", "reverse"): "reversed",
    ("partly_reversed", "reverse_in_part"): "partly_reversed",
    ("partly_reversed", "reverse"): "reversed",
}
STATES = (
    "draft", "submitted", "in_review", "asked_back", "verified", "suspended",
    "issued", "partly_reversed", "reversed", "rejected", "withdrawn",
)  # fmt: skip
VERBS = tuple(dict.fromkeys(verb for _, verb in TRANSITIONS))
# A reversed claim stays live: its effect was counted once, and its tokens may be used up.
LIVE = tuple(state for state in STATES if state not in ("draft", "rejected", "withdrawn"))

TIERS = ("self-declared", "peer-verified", "measured", "accredited")

# Two verifiers from 100 t CO2e. (from grams, how many)
VERIFIERS_NEEDED = ((0, 1), (100_000_000, 2))
REVIEW_DAYS = 14
# How long a claimant gets to answer a verifier: at least, at most.
ANSWER_DAYS = (3, 30)


def after(state: str, verb: str) -> str:
    """The state that the verb leads to. Raises WrongState."""
    if following := TRANSITIONS.get((state, verb)):
        return following
    raise errors.WrongState("claim", state, verb, from_which(verb))


def from_which(verb: str) -> tuple[str, ...]:
    """The states in which the verb can be done."""
    return tuple(state for state, known in TRANSITIONS if known == verb)


def verifiers_needed(quantity_g: int, ladder: tuple[tuple[int, int], ...] = VERIFIERS_NEEDED) -> int:
    """How many verifiers must approve that many grams; ladder: rising (from grams, how many)."""
    return max(number for start, number in ladder if quantity_g >= start)


def check_tier(tier: str, minimum: str) -> None:
    """Raises BadInput where a claim is backed by less than its methodology asks; a self-declared one is only shown."""
    if tier not in TIERS:
        raise errors.BadInput("tier", tier, f"one of {', '.join(TIERS)}")
    if tier != TIERS[0] and TIERS.index(tier) < TIERS.index(minimum):
        accepted = TIERS[TIERS.index(minimum) :]
        raise errors.BadInput("tier", tier, f"{' or '.join(accepted)} for issue, or self-declared to be only shown")
