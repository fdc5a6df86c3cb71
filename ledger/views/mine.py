"""What is mine: drafts, claims, tokens, and what waits for me."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commons.models import Agent
from commons.queries import agents
from commons.views.edges import signed_in
from config.plumbing import cursors
from ledger.forms import efforts
from ledger.models import Batch, Claim, Payout, Question
from ledger.models.claims import NEWEST
from ledger.queries import drafts, stories, verifiers

SHOWN = 50


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Everything of the person and of the collectives that they are in."""
    now, agent = timezone.now(), request.user.agent
    who = agents.may_act_for(agent)
    own = Claim.objects.filter(claimant__in=who).select_related("claimant")
    tokens = [account for account in stories.tokens_of(who)[:SHOWN] if account.available]
    batches = Batch.objects.select_related("claim").in_bulk([account.subject_id for account in tokens])
    seats = list(verifiers.assigned_to(agent).filter(claim__state=Claim.State.IN_REVIEW)[:SHOWN])
    try:
        page = cursors.page(own.public().newest(), order=NEWEST, cursor=request.GET.get("cursor") or None, size=20)
    except cursors.BadCursor:
        return redirect("mine")
    context = {
        "who": who,
        "drafts": _drafts(own),
        "questions": _questions(who),
        "page": page,
        "tokens": [(account, batches[account.subject_id]) for account in tokens],
        "payouts": Payout.objects.filter(claimant__in=who).select_related("fund__agent").order_by("-id")[:SHOWN],
        "to_verify": len(seats),
        "overdue": sum(seat.due_at <= now for seat in seats),
        "is_verifier": bool(verifiers.families_of(agent, now)),
        "section": "mine",
    }
    return render(request, "ledger/mine.html", context)


def _drafts(own: QuerySet[Claim]) -> list[dict[str, object]]:
    """Each with what was done and how many of its steps are."""
    found = own.filter(state=Claim.State.DRAFT).annotate(files=Count("evidence")).order_by("-drafted_at")[:SHOWN]
    return [
        {
            "claim": draft,
            "did": efforts.did(draft.methodology),
            "done": sum(state == drafts.DONE for state in drafts.steps(draft, draft.files).values()),
        }
        for draft in found
    ]


def _questions(who: list[Agent]) -> QuerySet[Question]:
    """What verifiers asked back and nobody has answered, the most urgent first."""
    asked = Question.objects.filter(
        answered_at=None, verification__claim__claimant__in=who, verification__claim__state=Claim.State.ASKED_BACK
    )
    return asked.select_related("verification__claim").order_by("answer_by")[:SHOWN]
