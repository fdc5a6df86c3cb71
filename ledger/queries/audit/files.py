"""The files behind the claims: there, whole and unchanged."""

import hashlib

from django.core.files.storage import default_storage

from ledger.models import Evidence
from ledger.queries.audit.finding import Finding

CHUNK = 1 << 20


def _evidence() -> Finding:
    checked, broken = 0, []
    for name, sha256 in Evidence.objects.exclude(file="").values_list("file", "sha256").iterator(chunk_size=1000):
        checked += 1
        if sha256 is not None and not _is_whole(name, bytes(sha256)):
            broken.append(name)
    return Finding(checked, len(broken), broken[0] if broken else "")


def _is_whole(name: str, sha256: bytes) -> bool:
    seen = hashlib.sha256()
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(CHUNK):
                seen.update(chunk)
    except FileNotFoundError:
        return False
    return seen.digest() == sha256


LAWS = (("Every file of evidence is there, and has its SHA-256.", _evidence),)
