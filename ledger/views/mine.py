"""What is mine: claims, drafts, tokens, and claims that wait for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.queries import agents
from ledger.models import Batch, Claim, Payout
from ledger.queries import stories, verifiers
from ledger.views.edges import signed_in

SHOWN = 50


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of the person and of the collectives that they are in."""
    who = agents.may_act_for(request.user.agent)
    own = Claim.objects.filter(claimant__in=who).select_related("claimant")
    tokens = [account for account in stories.tokens_of(who)[:SHOWN] if account.available]
    batches = Batch.objects.select_related("claim").in_bulk([account.subject_id for account in tokens])
    context = {
        "who": who,
        "drafts": own.filter(state=Claim.State.DRAFT).order_by("-drafted_at")[:SHOWN],
        "claims": own.public().newest()[:SHOWN],
        "tokens": [(account, batches[account.subject_id]) for account in tokens],
        "payouts": Payout.objects.filter(claimant__in=who).select_related("fund__agent").order_by("-id")[:SHOWN],
        "to_verify": verifiers.assigned_to(request.user.agent)[:SHOWN],
        "section": "mine",
    }
    return render(request, "ledger/mine.html", context)
