"""The public list of claims: what may be asked of it, and what it may show of where people live."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from commons.models import Agent, Place
from commons.queries import places
from commons.rules import countries
from config.plumbing import cursors
from ledger.models import Claim
from ledger.models.claims import LARGEST, LATEST_VINTAGE, NEWEST
from ledger.queries import claims
from ledger.rules import methodologies

REFERENCE = re.compile(r"C-\d{1,18}", re.IGNORECASE)
MOST_PLACES = 20
ORDERS = {"newest": NEWEST, "largest": LARGEST, "vintage": LATEST_VINTAGE}
BELIEVED = (Claim.State.VERIFIED, Claim.State.ISSUED, Claim.State.PARTLY_REVERSED)
CHUNK = 2_000
# What the file says of a claim: the rest of five rows would cost more to read than all of this.
IN_THE_FILE = (
    *("reference", "state", "methodology", "version", "family", "vintage", "tier", "quantity_g", "uncertainty"),
    *("filed_at", "verified_at", "window_until", "claimant__kind", "claimant__name", "claimant__erased_at"),
    *("place__path", "place__name", "place__population", "batch__quantity_g", "batch__buffer_g", "batch__open"),
    *("notice__filed_at", "notice__quantity_g", "notice__vintage"),
)


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

    @property
    def given(self) -> list[str]:
        """The names of those that narrow."""
        return [name for name, value in vars(self).items() if value]

    def without(self, name: str) -> "Filters":
        """The same, but for one of them."""
        empty: dict[str, Any] = {name: getattr(Filters(), name)}
        return replace(self, **empty)


@dataclass(frozen=True)
class Total:
    """What was claimed in one place: how many claims, their grams, and the grams of those that were verified."""

    place: Place
    claims: int
    grams: int
    verified_g: int


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


def all_rows(filters: Filters, order: tuple[str, ...] = NEWEST) -> Iterator[tuple[Claim, Place | None]]:
    """Every claim of the list and where it may be shown to be, by the thousand.

    By key and not by one long cursor: no statement runs into its time limit, and no transaction stays open for
    somebody who reads slowly.
    """
    cursor = None
    beside = ("claimant", "place", "notice", "batch")
    rows = found(filters).select_related(None).select_related(*beside).only(*IN_THE_FILE)
    while True:
        page = cursors.page(rows, order=order, cursor=cursor, size=CHUNK)
        wide = shown_places(page.rows)
        yield from ((claim, shown_place(claim, wide)) for claim in page.rows)
        if not (cursor := page.next):
            return


def by_place(filters: Filters) -> list[Total]:
    """What was claimed, by country; by region where the list is narrowed to a country. The largest first.

    Regions too small to hide a person in are counted as the country that they are in.
    """
    column = "country_path" if filters.place is None or filters.place.kind == Place.Kind.PLANET else "region_path"
    believed = Q(state__in=BELIEVED)
    by_column = found(filters).order_by().values(path=F(f"notice__{column}"))
    sums = by_column.annotate(
        claims=Count("pk"),
        grams=Sum("notice__quantity_g"),
        verified=Sum("notice__quantity_g", filter=believed, default=0),
    ).values_list("path", "claims", "grams", "verified")
    by_path = {path.rstrip("."): figures for path, *figures in sums}
    wide = _shown(by_path)
    totals: dict[Place, list[int]] = {}
    for path, figures in by_path.items():
        kept = totals.setdefault(wide[path], [0, 0, 0])
        totals[wide[path]] = [int(mine + more) for mine, more in zip(kept, figures, strict=True)]
    return sorted((Total(place, *sums) for place, sums in totals.items()), key=lambda total: -total.grams)


def shown_places(listed: Iterable[Claim]) -> dict[str, Place]:
    """By the path of each claim's place, the place that may be shown: exact for collectives, wide for people.

    One query, however many claims.
    """
    exact = {claim.place.path: claim.place for claim in listed if claim.place}
    return _shown(exact, exact)


def shown_place(claim: Claim, wide: dict[str, Place]) -> Place | None:
    """Where a claim is, as far as anybody may know; a draft may not say yet."""
    if claim.place_id is None or claim.claimant.kind == Agent.Kind.COLLECTIVE:
        return claim.place
    return wide[claim.place_id]


def _shown(paths: Iterable[str], known: dict[str, Place] | None = None) -> dict[str, Place]:
    labels = [path.split(".") for path in paths]
    around = {".".join(parts[:depth]) for parts in labels for depth in range(1, len(parts) + 1)}
    found_ = Place.objects.in_bulk(around - (known or {}).keys(), field_name="path") | (known or {})
    return {path: _wide_enough(path, found_) for path in paths}


def _wide_enough(path: str, known: dict[str, Place]) -> Place:
    labels = path.split(".")
    upwards = [known[".".join(labels[:depth])] for depth in range(len(labels), 0, -1)]
    wide = (place for place in upwards if (place.population or 0) >= places.ENOUGH_TO_HIDE_AMONG)
    return next(wide, upwards[-1])


def _matching(rows: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Claims of that reference, of methodologies whose title says so, or in places of that name, accents or not.

    Countries are known by their names in several languages.
    """
    if REFERENCE.fullmatch(text):
        return rows.filter(reference=text.upper())
    wanted = countries.plain(text)
    methods = [
        known
        for known in methodologies.all()
        if wanted in countries.plain(f"{known.title} {known.code} {known.family}")
    ]
    large_enough = Q(population__gte=places.ENOUGH_TO_HIDE_AMONG) | ~Q(kind=Place.Kind.LOCALITY)
    named = Q(name__unaccent__icontains=text) | Q(kind=Place.Kind.COUNTRY, code__in=countries.named(text))
    paths = list(Place.objects.filter(large_enough, named).values_list("path", flat=True)[:MOST_PLACES])
    if not methods and not paths:
        return rows.none()
    by_method = Q(notice__family__in={m.family for m in methods}, notice__methodology__in={m.code for m in methods})
    by_place = Q(notice__country_path__in=paths) | Q(notice__region_path__in=paths) | Q(notice__place_path__in=paths)
    return rows.filter(by_method | by_place)
