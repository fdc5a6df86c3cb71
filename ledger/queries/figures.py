"""The figures of the first page: how much was claimed, issued, funded and paid, and what others issued."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from ledger.models import Batch, Claim, ExternalIssuance
from ledger.models.claims import Notice
from ledger.queries import proof

VERIFIED = ("verified", "issued", "partly_reversed")


@dataclass(frozen=True)
class Figures:
    """The whole, at one time: claims in number, tokens in grams by state, money in cents by currency and state.

    vintages: grams that were issued, by the year of the effect, the earliest first.
    """

    at: datetime
    claims_filed: int
    claims_verified: int
    tokens: dict[str, int]
    money: dict[str, dict[str, int]]
    vintages: dict[int, int]
    conserved: bool
    external_blocks: int
    external_g: int


def of_the_whole() -> Figures:
    """The figures as they are now. They go through every account: keep them a while."""
    whole: dict[str, Any] = proof.whole()
    external = ExternalIssuance.objects.aggregate(blocks=Count("pk"), grams=Sum("quantity_g"))
    vintages = Batch.objects.order_by("vintage").values_list("vintage").annotate(Sum("quantity_g"))
    return Figures(
        at=timezone.now(),
        claims_filed=Notice.objects.count(),
        claims_verified=Claim.objects.filter(state__in=VERIFIED).count(),
        tokens=whole["tokens"],
        money=whole["money"],
        vintages={vintage: int(grams) for vintage, grams in vintages},
        conserved=whole["conserved"],
        external_blocks=external["blocks"],
        external_g=int(external["grams"] or 0),
    )
