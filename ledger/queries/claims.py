"""Reads over claims: what overlaps, what clashes, what is due."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from commons.models import Agent, Place
from ledger.models import Claim


def listed(
    *,
    family: str = "",
    methodology: str = "",
    place: Place | None = None,
    vintage: int | None = None,
    tier: str = "",
    state: str = "",
    claimant: Agent | None = None,
) -> QuerySet[Claim]:
    """The public list, newest first, narrowed; every filter has its index, and nothing is counted."""
    found = Claim.objects.public().select_related("claimant", "place", "asset", "notice").newest()
    wanted = {"family": family, "methodology": methodology, "vintage": vintage, "tier": tier, "claimant": claimant}
    found = found.filter(**{f"notice__{name}": value for name, value in wanted.items() if value})
    if state:
        found = found.filter(state=state)
    return found.within(place) if place else found


_AROUND = """
SELECT e.claim_id FROM ledger_extent e
WHERE e.family_key = ledger_family_key(%s) AND e.spread && ledger_spread(%s, true) AND e.period && %s::daterange
"""


def overlaps(claim: Claim) -> QuerySet[Claim]:
    """Other live claims of the family around the same place and in the same period: no clash, but to be looked at.

    Around: in the place, inside it, or for all of a place around it. In no order, so that the first few of very many
    are found by the index as quickly as those of a few.
    """
    if claim.place_id is None or claim.period is None:
        return Claim.objects.none()
    around = RawSQL(_AROUND, [claim.family, claim.place_id, claim.period])  # noqa: S611  (only values are given)
    return Claim.objects.filter(pk__in=around).exclude(pk=claim.pk)


# Under each exclusion: the field that the filer can change, what is the same, and how the other is found.
CLASHES: dict[str, tuple[str, str, str]] = {
    "extent_asset": ("asset", "it is claimed already in that period", "e.fingerprint = a.fingerprint"),
    "extent_serials": (
        "asset",
        "some of its serials are claimed already in that period",
        "e.serial_scope = a.serial_scope AND e.serials && a.serials",
    ),
    "extent_plot": (
        "asset",
        "its plot overlaps one that is claimed already in that period",
        "e.interior && a.interior",
    ),
    "extent_area": (
        "place",
        "a claim for a whole area, or one inside it, counts the same period already",
        """e.programme <> coalesce(c.programme_id, c.id) AND (c.declares_area OR upper_inf(e.slot))
            AND e.spread && ledger_spread(c.place_path, c.declares_area)""",
    ),
}


def clashing(rule: str, claims: Sequence[Claim]) -> Claim | None:
    """The live claim that already takes up what one of these claims would, under that exclusion; stored or not."""
    sql = f"""
        SELECT e.claim_id
        FROM unnest(%s::uuid[], %s::text[], %s::daterange[], %s::uuid[], %s::text[], %s::boolean[], %s::uuid[])
            AS c(id, family, period, asset_id, place_path, declares_area, programme_id)
        LEFT JOIN ledger_asset a ON a.id = c.asset_id
        JOIN ledger_extent e ON e.family_key = ledger_family_key(c.family)
            AND e.period && c.period AND e.claim_id <> c.id AND {CLASHES[rule][2]}
        LIMIT 1"""  # noqa: S608  (only the conditions above)
    columns = zip(
        *(
            (str(c.pk), c.family, c.period, _text(c.asset_id), c.place_id, c.declares_area, _text(c.programme_id))
            for c in claims
        ),
        strict=True,
    )
    return _first(sql, [list(column) for column in columns])


def with_same_evidence(claims: Sequence[Claim]) -> Claim | None:
    """The live claim that a file of one of these claims already stands behind."""
    sql = """
        SELECT theirs.claim_id
        FROM ledger_evidence mine JOIN ledger_evidence theirs
            ON theirs.fingerprint = mine.fingerprint AND theirs.live AND theirs.claim_id <> mine.claim_id
        WHERE mine.claim_id = ANY (%s::uuid[]) LIMIT 1"""
    return _first(sql, [[str(claim.pk) for claim in claims]])


def with_evidence(fingerprint: bytes) -> Claim | None:
    """The live claim that the file of that fingerprint stands behind."""
    return Claim.objects.filter(evidence__fingerprint=fingerprint, evidence__live=True).first()


def _first(sql: str, params: list[Any]) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return Claim.objects.get(pk=row[0]) if row else None


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None
