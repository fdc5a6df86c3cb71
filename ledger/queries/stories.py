"""What was recorded about a claim and all that came of it."""

from django.db.models import QuerySet

from commons.models import Agent
from ledger.models import Account, Batch, Claim, Entry, Objection
from ledger.models.batches import GRAMS

MOST = 200


def of_claim(claim: Claim) -> list[Entry]:
    """Entries about the claim, its objections and its batch, oldest first; the latest MOST of them."""
    about = [claim.pk]
    about += Objection.objects.filter(claim=claim).values_list("id", flat=True)
    about += Batch.objects.filter(claim=claim).values_list("id", flat=True)
    latest = Entry.objects.filter(subject_id__in=about).select_related("by", "acting_for").defer("leaf", "body")
    return list(latest.order_by("-id")[:MOST])[::-1]


def tokens_of(holders: list[Agent]) -> QuerySet[Account]:
    """Accounts of theirs with tokens that can be retired, newest first."""
    usable = Account.objects.filter(holder__in=holders, unit=GRAMS, purpose__in=["held", "funded"])
    return usable.filter(credits__gt=0).select_related("holder").order_by("-id")
