"""What to offer where the list of claims finds nothing: one condition less, a place around, another spelling."""

from dataclasses import dataclass, replace

from commons.models import Place
from commons.queries import places
from commons.rules import countries
from ledger.models import Claim
from ledger.queries import registry_list
from ledger.queries.registry_list import Filters

SHOWN = 5


@dataclass(frozen=True)
class Nearest:
    """The narrowest place around the one that was asked for in which there are such claims, and the first of them."""

    place: Place
    claims: list[Claim]


def one_less(filters: Filters) -> list[str]:
    """The names of the filters without which something would be found, one at a time."""
    if len(filters.given) < 2:
        return []
    return [name for name in filters.given if registry_list.found(filters.without(name)).exists()]


def nearest(filters: Filters) -> Nearest | None:
    """What there is around the place, if it was narrowed to one; None where there is nothing on Earth."""
    if filters.place is None:
        return None
    for around in places.ancestors(filters.place)[1:]:
        found = list(registry_list.found(replace(filters, place=around))[:SHOWN])
        if found:
            return Nearest(around, found)
    return None


def spellings(text: str) -> list[Place]:
    """Countries whose names are spelt much like it, in one of several languages."""
    codes = countries.near(text) if text else []
    known = {place.code: place for place in Place.objects.filter(kind=Place.Kind.COUNTRY, code__in=codes)}
    return [known[code] for code in codes if code in known]
