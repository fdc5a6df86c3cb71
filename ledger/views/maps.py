"""What was claimed, on the map of the world: a dot for each place, as large as what was claimed there."""

from collections.abc import Sequence
from dataclasses import dataclass

from commons.models import Place
from commons.rules import centres
from config.plumbing.charts import projection
from ledger.queries.registry_list import Total

LARGEST, SMALLEST = 70.0, 14.0
CLOSE = 4  # how much nearer one country is shown


@dataclass(frozen=True)
class Dot:
    """A place on the map: its total, as a share of the largest too, and where it leads. Maps that move take degrees."""

    total: Total
    share: float
    href: str
    x: int
    y: int
    radius: int
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Map:
    """What is drawn: the part of the world that is seen, countries to bring out, and dots, the largest below.

    unplaced: how many places are not drawn, because nobody told us where they are.
    """

    view_box: str
    countries: tuple[str, ...]
    dots: tuple[Dot, ...]
    scale: int
    unplaced: int


def of_totals(totals: Sequence[tuple[Total, str]], *, around: Place | None) -> Map:
    """A map of these totals, each with the address behind it; near to one country if they are all in it."""
    near = _country(around) if around else ""
    scale = CLOSE if near in centres.of_countries() else 1
    most = max((total.grams for total, _ in totals), default=1)
    codes = {_country(total.place) for total, _ in totals}
    dots = tuple(dot for total, href in totals if (dot := _dot(total, href, most, scale)))
    return Map(
        view_box=_view(near) if scale > 1 else projection.VIEW_BOX,
        countries=tuple(sorted(code.lower() for code in codes if code and _drawn(code))),
        dots=dots,
        scale=scale,
        unplaced=len(totals) - len(dots),
    )


def where(place: Place) -> tuple[float, float] | None:
    """Longitude and latitude, as far as they are known: its own, or the middle of the country."""
    if place.longitude is not None and place.latitude is not None:
        return float(place.longitude), float(place.latitude)
    centre = centres.of_countries().get(place.code) if place.kind == Place.Kind.COUNTRY else None
    return (centre.longitude, centre.latitude) if centre else None


def _dot(total: Total, href: str, most: int, scale: int) -> Dot | None:
    """None where nobody knows where the place is: it stands in the table alone."""
    if not (known := where(total.place)):
        return None
    x, y = projection.on_map(*known)
    radius = max(SMALLEST, projection.radius(total.grams / most, LARGEST)) / scale
    return Dot(total, round(total.grams / most, 4), href, round(x), round(y), max(1, round(radius)), *known)


def _country(place: Place) -> str:
    labels = place.path.split(".")
    return labels[1].upper() if len(labels) > 1 else ""


def _drawn(code: str) -> bool:
    return code in centres.of_countries() and centres.of_countries()[code].drawn


def _view(code: str) -> str:
    """The part of the map around a country, without going over its edges."""
    centre = centres.of_countries()[code]
    x, y = projection.on_map(centre.longitude, centre.latitude)
    width, height = projection.WIDTH // CLOSE, projection.HEIGHT // CLOSE
    left = min(max(0, round(x) - width // 2), projection.WIDTH - width)
    top = min(max(0, round(y) - height // 2), projection.HEIGHT - height)
    return f"{left} {top} {width} {height}"
