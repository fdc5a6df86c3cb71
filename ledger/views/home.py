"""The first page, and the proof behind its figures."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis import RedisError

from ledger.models import Run
from ledger.models.batches import STATES
from ledger.queries import figures

FIGURES_KEY = "figures"
FIGURES_SECONDS = 30
RUNS_SHOWN = 10


def home(request: HttpRequest) -> HttpResponse:
    """What this is, and how much of it there is."""
    return render(request, "ledger/home.html", {"figures": _figures()})


def proof(request: HttpRequest) -> HttpResponse:
    """That nothing was lost and nothing doubled: every sum, and the runs that kept them."""
    whole = _figures()
    context = {
        "figures": whole,
        "states": [(state, whole.tokens[state]) for state in STATES],
        "runs": Run.objects.filter(ended_at__isnull=False)[:RUNS_SHOWN],
    }
    return render(request, "ledger/proof.html", context)


def _figures() -> figures.Figures:
    """Kept for half a minute, since they go through all accounts; without a cache, worked out each time."""
    try:
        return cache.get_or_set(FIGURES_KEY, figures.of_the_whole, FIGURES_SECONDS)
    except RedisError:
        return figures.of_the_whole()
