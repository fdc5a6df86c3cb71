"""The addresses of the API, version 1."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from commons.api.agents import Agents, Me
from commons.api.places import Places
from ledger.api import (
    assets,
    books,
    claims,
    elsewhere,
    evidence,
    export,
    funds,
    judging,
    methodologies,
    payouts,
    pledges,
    receipts,
    runs,
    tokens,
)

NOUNS = {
    "agents": Agents,
    "places": Places,
    "units": books.Units,
    "accounts": books.Accounts,
    "entries": books.Entries,
    "transfers": books.Transfers,
    "assets": assets.Assets,
    "claims": claims.Claims,
    "evidence": evidence.Files,
    "verifications": judging.Verifications,
    "objections": judging.Objections,
    "batches": tokens.Batches,
    "retirements": tokens.Retirements,
    "reversals": tokens.Reversals,
    "funds": funds.Funds,
    "prices": funds.Prices,
    "pledges": pledges.Pledges,
    "receipts": receipts.Receipts,
    "fundings": receipts.Fundings,
    "payouts": payouts.Payouts,
    "external-projects": elsewhere.ExternalProjects,
    "external-issuances": elsewhere.ExternalIssuances,
    "runs": runs.Runs,
}

router = SimpleRouter(use_regex_path=False)
for noun, view in NOUNS.items():
    router.register(noun, view, basename=f"api-{noun}")

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    path("me/export/", export.Export.as_view(), name="api-export"),
    path("figures/", runs.FiguresOfAll.as_view(), name="api-figures"),
    path("methodologies/", methodologies.Methodologies.as_view(), name="api-methodologies"),
    path("methodologies/<slug:code>/", methodologies.MethodologyDetail.as_view(), name="api-methodology"),
    path("methodologies/<slug:code>/calculate/", methodologies.Calculate.as_view(), name="api-calculate"),
    path("", include(router.urls)),
]
