"""Accreditations: who may verify. Until councils exist only the founding command grants one; no person can."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from commons.models import Agent
from commons.rules import ids
from ledger import errors, events
from ledger.actions import entries
from ledger.models import Accreditation
from ledger.rules import methodologies


def grant(
    *,
    verifier: Agent,
    families: Sequence[str],
    first_day: date,
    last_day: date,
    basis: str,
    at: datetime,
    key: str | None = None,
    digest: bytes | None = None,
) -> Accreditation:
    """Accredit a person for effect families, from the first day up to and including the last.

    basis: the decision behind it ("founding", or a motion), for the record. Raises BadInput.
    """
    known = sorted({methodology.family for methodology in methodologies.all()})
    for family in families:
        if family not in known:
            raise errors.BadInput("families", family, f"one of {', '.join(known)}")
    if not families or last_day < first_day:
        raise errors.BadInput("term", f"{first_day} to {last_day}", "families, and a last day on or after the first")
    if verifier.kind != Agent.Kind.PERSON or verifier.erased_at:
        raise errors.BadInput("verifier", verifier, "a person")
    accreditation = Accreditation(
        id=ids.uuid7(), verifier=verifier, families=sorted(set(families)), term=_term(first_day, last_day)
    )
    body = {
        "verifier": str(verifier.pk),
        "families": accreditation.families,
        "term": f"{first_day}/{last_day}",
        "basis": basis,
    }
    accreditation.entry = entries.record(
        kind="accreditation.granted", subject=accreditation, body=body, occurred_at=at, key=key, digest=digest
    )
    accreditation.save(force_insert=True)
    events.publish(events.AccreditationsGranted([accreditation.pk]))
    return accreditation


def end(*, accreditation: Accreditation, basis: str, at: datetime) -> Accreditation:
    """End an accreditation before its term: what they are assigned is refused at decision. Raises WrongState."""
    locked = Accreditation.objects.select_for_update().get(pk=accreditation.pk)
    if locked.ended_at:
        raise errors.WrongState("accreditation", "ended", "end", ("in force",))
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    entries.record(kind="accreditation.ended", subject=locked, body={"basis": basis}, occurred_at=at)
    events.publish(events.AccreditationsEnded([locked.pk]))
    return locked


def _term(first_day: date, last_day: date) -> DateRange:
    return DateRange(first_day, last_day, "[]")
