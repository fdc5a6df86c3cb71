"""Assets: registering what makes an effect."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from commons.models import Agent, Place
from ledger import errors, permissions
from ledger.actions import committed, entries
from ledger.models import Asset
from ledger.rules import canonical, commitments, fingerprints, plots, words

MOST_SERIALS = 10_000_000


def register(
    *,
    by: Agent,
    acting_for: Agent,
    kind: str,
    name: str,
    place: Place,
    identifier: str = "",
    serial_scope: str = "",
    serials: Sequence[int] | None = None,
    outline: Sequence[Sequence[Any]] | None = None,
    key: str | None = None,
) -> Asset:
    """Register what makes an effect, as the acting agent's.

    identifier: of all but plots and stoves; only its fingerprint and its end are kept. serials: first and last
    (both included) in serial_scope, for stoves. outline: corners [latitude, longitude] in degrees, for a plot.
    The same thing can be registered by several; only one can claim it. Raises BadInput, NotAllowed.
    """
    asked = (acting_for.pk, kind, name, place.path, identifier, serial_scope, serials, outline)
    digest = canonical.digest(*(ascii(str(value)) for value in asked))
    if done := entries.replay(by, key, digest):
        return Asset.objects.get(pk=done)
    permissions.require(by, "asset.register", acting_for)
    if kind not in Asset.Kind.values:
        raise errors.BadInput("kind", kind, f"one of {', '.join(Asset.Kind.values)}")
    asset = Asset.objects.create(
        id=entries.derived_id(by, key),
        kind=kind,
        owner=acting_for,
        place=place,
        name=words.line("name", name),
        salt=commitments.new_salt(),
        **_told_apart(kind, place, identifier, serial_scope, serials, outline),
    )
    entries.record(
        kind="asset.registered", subject=asset, by=by, acting_for=acting_for, body=_body(asset), key=key, digest=digest
    )
    return asset


def _told_apart(
    kind: str, place: Place, identifier: str, scope: str, serials: Sequence[int] | None, outline: object
) -> dict[str, Any]:
    """What tells the asset from all others, by its kind."""
    if kind == Asset.Kind.PLOT:
        corners = plots.outline(outline)
        degrees = [[y / plots.MICRO, x / plots.MICRO] for x, y in corners]
        return {"outline": degrees, "interior": plots.interior(corners)}
    if kind == Asset.Kind.STOVE_SERIALS:
        scope = " ".join(words.line("serial_scope", scope).casefold().split())
        return {"serial_scope": scope, "serials": _serials(serials)}
    compared = fingerprints.plain(words.paragraphs("identifier", identifier, 200))
    if not compared:
        raise errors.BadInput("identifier", identifier, "the number or name by which it is known")
    country = ".".join(place.path.split(".")[:2])
    fingerprint = fingerprints.of_text("asset", (kind, country, compared), settings.INSTANCE_KEY)
    return {"fingerprint": fingerprint, "shown": fingerprints.tail(identifier)}


def _serials(given: Sequence[int] | None) -> tuple[int, int]:
    """First and last serial as a half-open range."""
    try:
        first, last = (int(serial) for serial in given or ())
    except (TypeError, ValueError):
        raise errors.BadInput("serials", given, "the first and the last serial number") from None
    if not 0 <= first <= last < 2**62 or last - first >= MOST_SERIALS:
        raise errors.BadInput("serials", given, f"a first at or before the last, of at most {MOST_SERIALS:,} serials")
    return first, last + 1


def _body(asset: Asset) -> dict[str, Any]:
    """What the record says in clear is the kind; whose and where is committed to."""
    return {
        "kind": asset.kind,
        "commitments": {
            "name": committed.to(asset, "name", asset.name),
            "place": committed.to(asset, "place", asset.place_id),
        },
    }
