"""The first page, and the proof behind its figures."""

from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from redis import RedisError

from config.plumbing.charts import bars, drawing, rings, shares
from ledger.forms.filters import ClaimFilters
from ledger.models import Run
from ledger.models.batches import STATES
from ledger.queries import figures, registry_list
from ledger.queries.registry_list import Filters
from ledger.templatetags.amounts import mass
from ledger.views import listing

FIGURES_KEY = "figures-of-the-whole"
FIGURES_SECONDS = 30
RUNS_SHOWN = 10
LATEST_SHOWN = 4
VINTAGES_SHOWN = 8
LOOP = rings.arrows(5, centre=(500, 270), radii=(352, 196), clear=0.05)


def home(request: HttpRequest) -> HttpResponse:
    """What this is, how it goes round, and how much of it there is."""
    whole = _figures()
    latest = list(registry_list.found(Filters()).select_related("batch")[:LATEST_SHOWN])
    context = {
        "figures": whole,
        "form": ClaimFilters(),
        "loop": LOOP,
        "latest": listing.placed(latest),
        "vintages": _by_vintage(whole.vintages),
        **listing.on_map(Filters()),
    }
    return render(request, "ledger/home.html", context)


def proof(request: HttpRequest) -> HttpResponse:
    """That nothing was lost and nothing doubled: every sum, and the runs that kept them."""
    whole = _figures()
    states = [(state, whole.tokens[state]) for state in STATES]
    context = {
        "figures": whole,
        "states": states,
        "shares": drawing.draw("shares", shares=shares.stacked(states)),
        "runs": Run.objects.filter(ended_at__isnull=False)[:RUNS_SHOWN],
    }
    return render(request, "ledger/proof.html", context)


def _by_vintage(vintages: dict[int, int]) -> dict[str, Any]:
    """What was issued by the year of the effect, as bars and as rows; nothing where there is nothing."""
    latest = list(vintages.items())[-VINTAGES_SHOWN:]
    if not latest:
        return {}
    values = [(str(year), Decimal(grams)) for year, grams in latest]
    return {
        "svg": drawing.draw("bars", chart=bars.standing(values, words=lambda grams: mass(int(grams)))),
        "columns": [_("Year"), _("Issued")],
        "rows": [(year, mass(grams)) for year, grams in latest],
    }


def _figures() -> figures.Figures:
    """Kept for half a minute, since they go through all accounts; without a cache, worked out each time."""
    try:
        return cache.get_or_set(FIGURES_KEY, figures.of_the_whole, FIGURES_SECONDS)
    except RedisError:
        return figures.of_the_whole()
