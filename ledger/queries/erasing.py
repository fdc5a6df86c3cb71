"""What stands between a person and their erasure, and what it costs them."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from commons.models import Agent, Membership
from ledger.models import Account, Claim, Payout, Pledge, Verification
from ledger.models.batches import FUNDED, GRAMS, HELD
from ledger.models.payouts import PAYABLE
from ledger.rules import claims as rules


@dataclass(frozen=True)
class Outlook:
    """What must be settled first (`payouts`, `collectives`), and what happens to the rest."""

    payouts: list[Payout]
    collectives: list[Agent]
    alone_in: list[Agent]
    withdrawn: int
    verifying: int
    pledges: int
    owed: dict[str, int]
    tokens_g: int

    @property
    def is_blocked(self) -> bool:
        return bool(self.payouts or self.collectives)


def outlook(person: Agent) -> Outlook:
    """For the page on which they ask for it."""
    return Outlook(
        payouts=list(on_their_way(person).select_related("fund__agent")),
        collectives=list(needing_them(person)),
        alone_in=list(_stewarded(person).exclude(_others_in(person)).order_by("name")),
        withdrawn=Claim.objects.filter(claimant=person, state__in=rules.from_which("withdraw")).count(),
        verifying=Verification.objects.filter(verifier=person, decided_at=None, released_at=None).count(),
        pledges=Pledge.objects.filter(funder=person, state__in=["active", "paused"]).count(),
        owed=_owed(person),
        tokens_g=_tokens(person),
    )


def on_their_way(person: Agent) -> QuerySet[Payout]:
    """Money that a bank may be moving now."""
    return Payout.objects.filter(claimant=person, state__in=[Payout.State.PREPARED, Payout.State.SENT])


def needing_them(person: Agent) -> QuerySet[Agent]:
    """Collectives that others are in and of which they are the only steward."""
    steward = Membership.objects.current().filter(collective=OuterRef("pk"), role=Membership.Role.STEWARD)
    return (
        _stewarded(person).filter(_others_in(person)).exclude(Exists(steward.exclude(member=person))).order_by("name")
    )


def _stewarded(person: Agent) -> QuerySet[Agent]:
    mine = Membership.objects.current().filter(member=person, role=Membership.Role.STEWARD)
    return Agent.objects.filter(pk__in=mine.values("collective"))


def _others_in(person: Agent) -> Exists:
    return Exists(Membership.objects.current().filter(collective=OuterRef("pk")).exclude(member=person))


def _owed(person: Agent) -> dict[str, int]:
    """Cents by currency that funds owe them and that no payout holds yet."""
    open_ = Account.objects.filter(holder=person, purpose=PAYABLE).annotate(
        left=F("credits") - F("debits") - F("held_debits")
    )
    return dict(open_.filter(left__gt=0).values_list("unit").annotate(Sum("left")).order_by("unit"))


def _tokens(person: Agent) -> int:
    held = Account.objects.filter(holder=person, unit=GRAMS, purpose__in=[HELD, FUNDED])
    return held.aggregate(grams=Sum(F("credits") - F("debits")))["grams"] or 0
