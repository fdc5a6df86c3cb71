"""Evidence: files taken in, and what no claim has any more cleared away."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from commons.models import Agent
from commons.rules import ids
from ledger import errors, permissions
from ledger.actions import claims, committed, entries, laws
from ledger.models import Claim, Evidence, Withholding
from ledger.queries import claims as queries
from ledger.rules import files, fingerprints

FOLDER = "evidence"
STAGING = ".staging"
ONCE = ("evidence_once_among_live", "evidence_once_a_claim")
OPEN_STATES = ("draft", "submitted", "in_review", "asked_back")
# Longer than any upload or transaction takes, so that what is being written is never cleared away.
ORPHAN_AFTER = timedelta(days=1)


class Staged(File):
    """A file written, synced, and waiting to be renamed into its place by the storage."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def add(*, by: Agent, claim: Claim, upload: File, at: datetime) -> Evidence:
    """Take in a file for a claim that is not decided yet.

    The bytes are streamed, hashed and synced before they get their name, and have their name before the row: what a
    crash leaves is a file without a row, which `collect_orphans` removes. Raises FileRefused (name, size, kind),
    DoubleCount (the same file behind another live claim), WrongState, NotAllowed.
    """
    locked = claims.lock(claim)
    permissions.require(by, "evidence.add", locked.claimant)
    if locked.state not in OPEN_STATES:
        raise errors.WrongState("claim", locked.state, "add evidence", OPEN_STATES)
    name = files.clean_name(upload.name or "")
    _check_size(upload.size)
    with tempfile.NamedTemporaryFile(dir=_staging(), delete=False) as stage:
        try:
            sha256 = _copy(upload, stage)
            media_type = files.media_type(Path(stage.name).read_bytes())
            evidence = _row(by, locked, name, media_type, stage.tell(), sha256)
            blob = f"{FOLDER}/{at:%Y}/{evidence.pk}.{files.EXTENSIONS[media_type]}"
            with Path(stage.name).open("rb") as whole:
                evidence.file.name = default_storage.save(blob, Staged(whole, stage.name))
        finally:
            Path(stage.name).unlink(missing_ok=True)
    _sync_folder(evidence.file.name)
    _save(evidence, locked)
    _record("evidence.added", evidence, by, at)
    return evidence


def remove(*, by: Agent, evidence: Evidence, at: datetime) -> None:
    """Take a file back from a draft. Raises WrongState once the claim was filed."""
    locked = claims.lock(evidence.claim)
    permissions.require(by, "evidence.remove", locked.claimant)
    if locked.state != Claim.State.DRAFT:
        raise errors.WrongState("claim", locked.state, "remove evidence", ("draft",))
    blob = str(evidence.file.name)
    evidence.delete()
    transaction.on_commit(lambda: default_storage.delete(blob))


def collect_orphans(*, at: datetime) -> int:
    """Delete files that no row names, a day after they were written; returns how many. Safe at any time."""
    removed = 0
    for blob in _blobs(FOLDER):
        if _is_old(blob, at) and not _is_known(blob):
            default_storage.delete(blob)
            removed += 1
    return removed


def _check_size(size: int) -> None:
    if size > settings.EVIDENCE_MAX_BYTES:
        given, most = f"{size / 2**20:,.1f} MiB", f"at most {settings.EVIDENCE_MAX_BYTES / 2**20:,.0f} MiB"
        raise errors.FileRefused("file", given, most)


def _staging() -> Path:
    """On the storage's own disk, so that the rename is one step."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / STAGING
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _copy(upload: File, stage: "tempfile._TemporaryFileWrapper[bytes]") -> bytes:
    """Copy in pieces, counting what really comes whatever was declared; returns the SHA-256."""
    hashed = hashlib.sha256()
    for piece in upload.chunks():
        _check_size(stage.tell() + len(piece))
        hashed.update(piece)
        stage.write(piece)
    stage.flush()
    os.fsync(stage.fileno())
    return hashed.digest()


def _sync_folder(blob: str) -> None:
    """A name is on the disk only once its folder is."""
    folder = os.open(Path(default_storage.path(blob)).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _row(by: Agent, claim: Claim, name: str, media_type: str, size: int, sha256: bytes) -> Evidence:
    return Evidence(
        id=ids.uuid7(),
        claim=claim,
        added_by=by,
        name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        fingerprint=fingerprints.of_file(sha256, settings.INSTANCE_KEY),
    )


def _save(evidence: Evidence, claim: Claim) -> None:
    def again(error: IntegrityError) -> errors.DoubleCount:
        return claims.same_evidence(queries.with_evidence(bytes(evidence.fingerprint)) or claim)

    try:
        with laws.in_words(dict.fromkeys(ONCE, again)), transaction.atomic():
            evidence.save(force_insert=True)
    except Exception:
        default_storage.delete(str(evidence.file.name))
        raise


def _record(kind: str, evidence: Evidence, by: Agent, at: datetime) -> None:
    """The record commits to the file by a salted hash; its name and its plain hash stay here."""
    sha256 = bytes(evidence.sha256 or b"").hex()
    body = {"evidence": str(evidence.pk), "commitment": committed.to(evidence.claim, "evidence", sha256)}
    entries.record(
        kind=kind, subject=evidence.claim, by=by, acting_for=evidence.claim.claimant, body=body, occurred_at=at
    )


def _blobs(folder: str) -> Iterator[str]:
    if not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _blobs(f"{folder}/{inner}")


def _is_known(blob: str) -> bool:
    """Whether a row names it: that of the file, or of its withholding."""
    return Evidence.objects.filter(file=blob).exists() or Withholding.objects.filter(field="file", kept=blob).exists()


def _is_old(blob: str, at: datetime) -> bool:
    return default_storage.get_modified_time(blob) < at - ORPHAN_AFTER
