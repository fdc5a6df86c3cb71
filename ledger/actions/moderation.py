"""Moderation: taking a text or a file out of sight, and putting it back. The record keeps who, and why."""

from datetime import datetime

from django.db import IntegrityError, models, transaction

from commons.models import Agent
from ledger import errors, permissions
from ledger.actions import entries, laws
from ledger.models import Evidence, Withholding
from ledger.rules import commitments, withholding, words

# Who wrote or added it; of what is not listed, an operator did.
AUTHORS = {
    ("asset", "name"): "owner",
    ("claim", "statement"): "claimant",
    ("evidence", "file"): "added_by",
    ("evidence", "name"): "added_by",
    ("fund", "purpose"): "agent",
    ("objection", "reasons"): "by",
    ("objection", "answer"): "decided_by",
    ("pledge", "benefit"): "funder",
    ("question", "question"): "verification.verifier",
    ("question", "answer"): "verification.claim.claimant",
    ("retirement", "beneficiary"): "holder",
    ("retirement", "reason"): "holder",
    ("reversal", "reason"): "reversed_by",
    ("verification", "reasons"): "verifier",
}


def withhold(*, by: Agent, subject: models.Model, field: str, ground: str, reason: str, at: datetime) -> Withholding:
    """Take what stands in the field out of sight: from now a notice stands there, and for a file nothing.

    ground: one of rules.withholding.GROUNDS, on the record. reason: for its author and operators.
    Raises NotAllowed, BadInput, WrongState where nothing is shown there.
    """
    permissions.require(by, "text.withhold")
    kind = str(subject._meta.model_name)
    withholding.check(kind, field, ground)
    row = Withholding(
        subject_kind=kind, subject_id=subject.pk, field=field, whose=author(subject, field), ground=ground,
        reason=words.reasons("reason", reason, 2000), notice=withholding.GROUNDS[ground], withheld_by=by,
    )  # fmt: skip
    _guarded(row, "withhold", "shown")
    row.refresh_from_db()
    _record("text.withheld", subject, row, by, at)
    return row


def restore(*, by: Agent, withheld: Withholding, reason: str, at: datetime) -> Withholding:
    """Show again what was withheld. Raises NotAllowed, BadInput, WrongState once it is restored, replaced or erased."""
    permissions.require(by, "text.restore")
    locked = Withholding.objects.select_for_update().get(pk=withheld.pk)
    if not locked.is_open:
        raise errors.WrongState("text", "restored or replaced", "restore", ("withheld",))
    locked.restored_by, locked.restored_at = by, at
    locked.restored_because = words.reasons("reason", reason, 2000)
    locked.kept = ""  # the database puts it back before this
    _guarded(locked, "restore", "withheld and not erased")
    _record("text.restored", subject_of(locked), locked, by, at)
    return locked


def subject_of(row: Withholding) -> models.Model:
    """The row that the text belongs to."""
    return withholdable()[row.subject_kind]._base_manager.get(pk=row.subject_id)


def withholdable() -> dict[str, type[models.Model]]:
    """The models with something that can be withheld, by the name of their kind."""
    ours = (*Agent._meta.apps.get_app_config("commons").get_models(), *_ledger_models())
    return {str(model._meta.model_name): model for model in ours if model._meta.model_name in withholding.FIELDS}


def author(subject: models.Model, field: str) -> Agent | None:
    """Who wrote or added it, if it is known."""
    if isinstance(subject, Agent):
        return subject
    found: object = subject
    for name in AUTHORS.get((str(subject._meta.model_name), field), "").split("."):
        found = getattr(found, name) if name else None
    return found if isinstance(found, Agent) else None


def _ledger_models() -> list[type[models.Model]]:
    return list(Withholding._meta.apps.get_app_config("ledger").get_models())


def _guarded(row: Withholding, verb: str, state: str) -> None:
    """Write, and say in words what the database refuses."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not laws.broken_by(error).startswith("withholding_"):
            raise
        raise errors.WrongState("text", "not there to be seen", verb, (state,)) from error


def _record(kind: str, subject: models.Model, row: Withholding, by: Agent, at: datetime) -> None:
    """About the claim, where it is a file: its story is the claim's."""
    about = subject.claim if isinstance(subject, Evidence) else subject
    body = {"withholding": row.reference, "kind": row.subject_kind, "field": row.field, "ground": row.ground}
    body |= {"commitment": row.commitment, "reason_commitment": _of_reason(kind, row)}
    entries.record(kind=kind, subject=about, by=by, body=body, occurred_at=at)


def _of_reason(kind: str, row: Withholding) -> str:
    reason = row.reason if kind == "text.withheld" else row.restored_because
    return commitments.commit(f"reason\n{reason}", bytes(row.salt or b""))
