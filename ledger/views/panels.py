"""What the ledger adds to pages of the commons."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from commons.models import Agent
from config.plumbing import panels
from ledger.models import Claim

CLAIMS_SHOWN = 20


def offer() -> None:
    """Called when the product starts."""
    panels.offer("collective", "ledger/_collective_claims.html", claims_of)
    panels.offer("profile", "ledger/_verifier.html", accreditations_of)


def claims_of(_request: HttpRequest, collective: Agent) -> dict[str, Any]:
    """The latest that a collective filed."""
    return {"claims": Claim.objects.filter(claimant=collective).public().newest()[:CLAIMS_SHOWN]}


def accreditations_of(_request: HttpRequest, person: Agent) -> dict[str, Any] | None:
    """For what one may verify today, and until when."""
    today = timezone.now().date()
    found = list(person.accreditations.filter(ended_at=None, term__contains=today))
    for accreditation in found:
        accreditation.last_day = accreditation.term.upper - timedelta(days=1)
    return {"accreditations": found} if found else None
