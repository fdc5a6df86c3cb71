"""The public list of claims: what may be asked of it, and what it may show of where people live."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commons.models import Agent, Place
from commons.queries import places
from ledger.models import Claim
from ledger.queries import claims
from ledger.rules import methodologies

REFERENCE = re.compile(r"C-\d{1,18}", re.IGNORECASE)
MOST_PLACES = 20


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to; what is left empty does not narrow it."""

    family: str = ""
    methodology: str = ""
    place: Place | None = None
    vintage: int | None = None
    tier: str = ""
    state: str = ""
    open_to_fund: bool = False
    text: str = ""


def found(filters: Filters) -> QuerySet[Claim]:
    """The public list, newest first. Each filter has an index that ends in the list's order; nothing is counted.

    A place too small to hide a person in is widened to the one around it that is not.
    """
    families = {known.family for known in methodologies.all() if known.code == filters.methodology}
    rows = claims.listed(
        family=filters.family or next(iter(families), ""),
        methodology=filters.methodology,
        place=places.public_place(filters.place) if filters.place else None,
        vintage=filters.vintage,
        tier=filters.tier,
        state=filters.state,
    )
    if filters.open_to_fund:
        rows = rows.filter(batch__open=True)
    return _matching(rows, filters.text.strip()) if filters.text.strip() else rows


def shown_places(listed: Iterable[Claim]) -> dict[str, Place]:
    """By the path of each claim's place, the place that may be shown: exact for collectives, wide for people.

    One query, however many claims.
    """
    exact = {claim.place_id: claim.place for claim in listed}
    labels = [path.split(".") for path in exact]
    around = {".".join(parts[:depth]) for parts in labels for depth in range(1, len(parts))}
    known = Place.objects.in_bulk(around - exact.keys(), field_name="path") | exact
    return {path: _wide_enough(path, known) for path in exact}


def shown_place(claim: Claim, wide: dict[str, Place]) -> Place:
    """Where a claim is, as far as anybody may know."""
    return claim.place if claim.claimant.kind == Agent.Kind.COLLECTIVE else wide[claim.place_id]


def _wide_enough(path: str, known: dict[str, Place]) -> Place:
    labels = path.split(".")
    upwards = [known[".".join(labels[:depth])] for depth in range(len(labels), 0, -1)]
    wide = (place for place in upwards if (place.population or 0) >= places.ENOUGH_TO_HIDE_AMONG)
    return next(wide, upwards[-1])


def _matching(rows: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Claims of that reference, of methodologies whose title says so, or in places of that name, accents or not."""
    if REFERENCE.fullmatch(text):
        return rows.filter(reference=text.upper())
    wanted = _plain(text)
    methods = [known for known in methodologies.all() if wanted in _plain(f"{known.title} {known.code} {known.family}")]
    large_enough = Q(population__gte=places.ENOUGH_TO_HIDE_AMONG) | ~Q(kind=Place.Kind.LOCALITY)
    paths = list(
        Place.objects.filter(large_enough, name__unaccent__icontains=text).values_list("path", flat=True)[:MOST_PLACES]
    )
    if not methods and not paths:
        return rows.none()
    by_method = Q(notice__family__in={m.family for m in methods}, notice__methodology__in={m.code for m in methods})
    by_place = Q(notice__country_path__in=paths) | Q(notice__region_path__in=paths) | Q(notice__place_path__in=paths)
    return rows.filter(by_method | by_place)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).replace("-", " ")
