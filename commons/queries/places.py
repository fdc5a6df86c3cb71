"""Reads over the tree of places."""

from commons.models import Place

ENOUGH_TO_HIDE_AMONG = 10_000


def ancestors(place: Place) -> list[Place]:
    """The place and all that it lies in, itself first and the planet last."""
    labels = place.path.split(".")
    paths = [".".join(labels[:depth]) for depth in range(len(labels), 0, -1)]
    by_path = Place.objects.in_bulk(paths, field_name="path")
    return [by_path[path] for path in paths]


def public_place(place: Place, people: int = ENOUGH_TO_HIDE_AMONG) -> Place:
    """The narrowest place around it where at least so many people live; the planet, if none is known."""
    around = ancestors(place)
    return next((known for known in around if (known.population or 0) >= people), around[-1])


def by_code(code: str) -> Place | None:
    """The country or region of that ISO 3166 code."""
    return Place.objects.filter(code=code.upper()).first()
