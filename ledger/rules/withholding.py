"""Withholding: which texts and files can be taken out of sight, on what grounds, and what stands in their place."""

from ledger import errors

# The field of each kind of row that people may have to be spared. The database has the same list (sql/withholding.sql).
FIELDS = {
    "agent": ("name",),
    "asset": ("name",),
    "claim": ("statement",),
    "evidence": ("file", "name"),
    "fund": ("purpose",),
    "objection": ("reasons", "answer"),
    "pledge": ("benefit",),
    "question": ("question", "answer"),
    "refund": ("reason",),
    "retirement": ("beneficiary", "reason"),
    "reversal": ("reason",),
    "verification": ("reasons",),
}

# On the record and in place of the text, in these words: what an operator writes freely stays off the record.
GROUNDS = {
    "personal": "personal data of somebody else",
    "abusive": "abusive or hateful",
    "unlawful": "unlawful",
    "rights": "somebody else's rights",
    "harmful": "harmful content",
    "unrelated": "advertising, or nothing to do with it",
}


def check(kind: str, field: str, ground: str) -> None:
    """Raises BadInput on a field that is none of ours to withhold, or a ground that is not listed."""
    if field not in FIELDS.get(kind, ()):
        raise errors.BadInput("field", f"{kind}.{field}", "a text or file that people gave")
    if ground not in GROUNDS:
        raise errors.BadInput("ground", ground, f"one of {', '.join(GROUNDS)}")
