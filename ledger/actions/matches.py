"""Matches: which issuances the retirements and cancellations of external projects use up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import NumericRange

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import entries
from ledger.models import Claim, Entry, ExternalIssuance, ExternalMatch, ExternalWithdrawal
from ledger.rules.registries import matching
from ledger.rules.registries.serials import Serials

LOCK = 1380271945  # ledger/sql/registry.sql has the same


def lock() -> None:
    """One import at a time, until the edge ends; a claim on serials waits for it, and it for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def wait_for_imports() -> None:
    """Until the edge ends no import goes on, so that what is read here of retirements stays true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


class Contradiction(NamedTuple):
    """A withdrawal that was read of serials which a live claim says are immobilised."""

    claim: UUID
    reference: str
    withdrawal: UUID
    serial: str


@dataclass(slots=True)
class Settled:
    """How many matches are other than they were, and what was found that should not be."""

    changed: int = 0
    contradicted: list[Contradiction] = field(default_factory=list)


def settle(batches: Iterable[list[UUID]], *, by: Agent | None = None) -> Settled:
    """Work out anew what the withdrawals of these projects use up; each batch of projects in an edge of its own."""
    settled = Settled()
    for projects in batches:
        _settle(projects, settled, by)
    return settled


@transactions.edge()
def _settle(projects: list[UUID], settled: Settled, by: Agent | None) -> None:
    lock()
    issued, used = _issued(projects), _used(projects)
    found = (match for project in used for match in matching.match(issued[project], used[project]))
    before = _before(projects)
    changed = [
        ExternalMatch(withdrawal_id=match.used, issuance_id=match.issued, reason=match.reason or "")
        for match in found
        if before.get(match.used) != (match.issued, match.reason or "")
    ]
    # Freed first, all of them, so that what one no longer uses up is there for another.
    ExternalMatch.objects.filter(pk__in=[match.pk for match in changed if match.pk in before]).delete()
    ExternalMatch.objects.bulk_create(changed)
    contradicted = _contradictions(projects)
    for one in contradicted:
        _record(one, by)
    settled.changed += len(changed)
    settled.contradicted += contradicted


def _issued(projects: list[UUID]) -> dict[UUID, list[matching.Issued]]:
    issued = defaultdict(list)
    columns = ("project", "id", "block", "serials", "vintage", "quantity_g", "issued_on")
    for project, id_, block, serials, *rest in (
        ExternalIssuance.objects.filter(project__in=projects).order_by().values_list(*columns).iterator()
    ):
        issued[project].append(matching.Issued(id_, _serials(block, serials), *rest))
    return issued


def _used(projects: list[UUID]) -> dict[UUID, list[matching.Used]]:
    used = defaultdict(list)
    columns = ("project", "id", "block", "serials", "vintage", "quantity_g", "used_on", "fingerprint", "occurrence")
    for project, id_, block, serials, vintage, quantity, used_on, *tie in (
        ExternalWithdrawal.objects.filter(project__in=projects).order_by().values_list(*columns).iterator()
    ):
        row = matching.Used(id_, _serials(block, serials), vintage, quantity, used_on, (str(tie[0]), tie[1]))
        used[project].append(row)
    return used


def _before(projects: list[UUID]) -> dict[UUID, tuple[UUID | None, str]]:
    kept = ExternalMatch.objects.filter(withdrawal__project__in=projects)
    return {id_: (issuance, reason) for id_, issuance, reason in kept.values_list("withdrawal", "issuance", "reason")}


def _serials(block: str, found: NumericRange | None) -> Serials:
    """The database keeps ranges without their upper end."""
    return Serials(block) if found is None else Serials(block, found.lower, found.upper - 1)


def _contradictions(projects: list[UUID]) -> list[Contradiction]:
    with connection.cursor() as cursor:
        cursor.execute(_CONTRADICTIONS, [projects])
        return [Contradiction(*row) for row in cursor.fetchall()]


def _record(one: Contradiction, by: Agent | None) -> None:
    """Say it on the record, once for each withdrawal."""
    said = Entry.objects.filter(kind="claim.contradicted", subject_id=one.claim, body__withdrawal=str(one.withdrawal))
    if not said.exists():
        body = {"withdrawal": str(one.withdrawal), "serial": one.serial}
        entries.record(kind="claim.contradicted", subject=Claim(pk=one.claim), by=by, body=body)


_CONTRADICTIONS = """
SELECT c.id, c.reference, w.id, w.serial
FROM ledger_externalclaim x
JOIN ledger_externalissuance i ON i.id = x.issuance_id
JOIN ledger_externalwithdrawal w ON w.block_key = i.block_key AND w.serials && x.serials
JOIN ledger_claim c ON c.id = x.claim_id
WHERE x.live AND i.project_id = ANY(%s::uuid[])
ORDER BY c.id, w.id
"""
