"""What happened in the demo, in a few lines."""

from collections.abc import Sequence

from django.db.models import Count

from config.demo.efforts import Refused
from ledger.models import Claim
from ledger.queries import audit, proof


def due() -> int:
    """Claims that reconciliation may issue."""
    return Claim.objects.filter(state=Claim.State.VERIFIED).count()


def text(refused: Sequence[Refused]) -> str:
    """Claims, tokens, money and the proof, as they stand now."""
    whole = proof.whole()
    states = dict(Claim.objects.values_list("state").annotate(Count("id")).order_by("state"))
    told = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in states.items())
    lines = [
        f"Claims    {sum(states.values()) + len(refused):,} read: {told}, {len(refused)} refused",
        *(f"          refused: {one.name}. {one.why}" for one in refused),
        "Tokens    " + ", ".join(f"{_tonnes(grams)} t {state}" for state, grams in whole["tokens"].items()),
        *(
            "Money     " + ", ".join(f"{cents / 100:,.2f} {unit} {part}" for part, cents in money.items())
            for unit, money in whole["money"].items()
        ),
        _proof(whole["conserved"]),
        _laws(),
    ]
    return "\n".join(lines) + "\n"


def _tonnes(grams: int) -> str:
    return f"{grams / 1_000_000:,.3f}"


def _proof(conserved: bool) -> str:
    equations = "issued = held + funded + retired + buffer + cancelled; money in = held + paid + refunded"
    return f"Proof     {equations}: {'both hold' if conserved else 'BROKEN'}"


def _laws() -> str:
    found = list(audit.run())
    broken = [law.says for law, finding in found if not finding.holds]
    told = "".join(f"; BROKEN: {says}" for says in broken)
    return f"Audit     {len(found) - len(broken)} of {len(found)} laws hold{told}"
