"""Who may verify what: the accredited, and the draw among them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from commons.models import Agent
from ledger.models import Accreditation, Claim, Verification


def accredited(family: str, at: datetime) -> QuerySet[Agent]:
    """Those who may verify claims of the family on that day, conflicts apart."""
    in_force = Q(term__contains=at.astimezone(UTC).date()) & (Q(ended_at=None) | Q(ended_at__gt=at))
    holders = Accreditation.objects.filter(in_force, families__contains=[family]).values("verifier")
    return Agent.objects.filter(pk__in=holders, erased_at=None)


def families_of(verifier: Agent, at: datetime) -> list[str]:
    """What they are accredited for on that day, by name."""
    in_force = Q(term__contains=at.astimezone(UTC).date()) & (Q(ended_at=None) | Q(ended_at__gt=at))
    held = Accreditation.objects.filter(in_force, verifier=verifier).values_list("families", flat=True)
    return sorted({family for families in held for family in families})


def in_conflict(claim: Claim, agent: Agent) -> str | None:
    """Why the agent may not judge the claim, if so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT why FROM ledger_conflict WHERE claim_id = %s AND agent_id = %s LIMIT 1", [claim.pk, agent.pk]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def assigned_to(verifier: Agent) -> QuerySet[Verification]:
    """What they have to decide, the most urgent first."""
    open_ = Verification.objects.filter(verifier=verifier, decided_at=None, released_at=None)
    return open_.select_related("claim", "claim__claimant", "claim__place", "claim__asset").order_by("due_at", "id")


_DRAW = """
    WITH claim AS MATERIALIZED (
        SELECT c.id, c.family, c.lot, c.verifiers_needed - count(v.id) AS missing
        FROM ledger_claim c
        LEFT JOIN ledger_verification v ON v.claim_id = c.id AND v.released_at IS NULL
        WHERE c.id = ANY (%(claims)s::uuid[])
        GROUP BY c.id
    ), holder AS MATERIALIZED (
        SELECT DISTINCT a.verifier_id AS id, family
        FROM ledger_accreditation a
        JOIN commons_agent g ON g.id = a.verifier_id AND g.erased_at IS NULL
        CROSS JOIN unnest(a.families) family
        WHERE a.term @> %(today)s::date AND coalesce(a.ended_at, 'infinity') > %(at)s
    ), barred AS MATERIALIZED (
        SELECT claim_id, agent_id FROM ledger_conflict
        WHERE claim_id = ANY (%(claims)s::uuid[]) AND agent_id IN (SELECT id FROM holder)
        UNION
        SELECT claim_id, verifier_id FROM ledger_verification WHERE claim_id = ANY (%(claims)s::uuid[])
    ), ranked AS (
        SELECT claim.id AS claim_id, holder.id AS verifier_id, claim.missing,
            row_number() OVER (
                PARTITION BY claim.id ORDER BY sha256(convert_to(claim.lot::text || holder.id, 'UTF8'))) AS place
        FROM claim JOIN holder USING (family)
        LEFT JOIN barred ON barred.claim_id = claim.id AND barred.agent_id = holder.id
        WHERE barred.claim_id IS NULL
    )
    SELECT claim_id, verifier_id FROM ranked WHERE place <= missing ORDER BY claim_id, place"""


def draw(claims: Sequence[Claim], at: datetime) -> dict[UUID, list[UUID]]:
    """Verifiers for the seats that each claim has free: accredited, without conflict, not drawn for it before.

    The order is that of a hash of the claim's lot and the verifier: every one of them equally likely, nobody can
    foresee it without the instance's key, and drawing again gives the same. A claim may get fewer than it needs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAW, {"claims": [str(claim.pk) for claim in claims], "at": at, "today": at.astimezone(UTC).date()}
        )
        drawn: dict[UUID, list[UUID]] = {}
        for claim_id, verifier_id in cursor:
            drawn.setdefault(claim_id, []).append(verifier_id)
    return drawn
