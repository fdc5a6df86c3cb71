"""The demo's one project of another registry: read from the public file, immobilised, and brought here."""

from datetime import datetime

from django.core.files.base import ContentFile

from commons.models import Agent, Place
from config.plumbing import transactions
from ledger.actions import external
from ledger.models import ExternalIssuance

REGISTRY, PROJECT, SERIAL = "verra", "VCS4150", "936491272"
PROOF = (
    f"registry,project,first,last,status\n{REGISTRY},{PROJECT},936491272,936491452,immobilised for the demo (made up)\n"
)


@transactions.edge()
def bring(developer: Agent, by: Agent, at: datetime) -> dict[str, str]:
    """File the claim on 181 real serials, as the project's developer would: the verdict by claim id."""
    issuance = ExternalIssuance.objects.get(registry=REGISTRY, project__code=PROJECT, serials__startswith=SERIAL)
    immobilised = external.Immobilised(
        issuance=issuance,
        first=issuance.serials.lower,
        last=issuance.serials.upper - 1,
        place=Place.objects.get(path="earth.rw"),
        proofs=[ContentFile(PROOF.encode(), "immobilisation.csv")],
    )
    claim = external.claim(by=by, acting_for=developer, immobilised=immobilised, at=at, key="demo:immobilised")
    return {str(claim.pk): "approve"}
