"""Fingerprints: what lets us see that two things are the same without keeping what they are.

An HMAC under a key of this instance: whoever has a copy of the database but not the key cannot try all
meter numbers.
"""

import hashlib
import hmac
import re
import unicodedata
from uuid import UUID

NOT_SIGNIFICANT = re.compile(r"[\s\-./_:#]+")


def of_text(kind: str, parts: tuple[str, ...], key: str) -> UUID:
    """The first half of the HMAC-SHA256 of the parts; `kind` keeps uses apart."""
    message = "\0".join((kind, *parts)).encode()
    return UUID(bytes=hmac.digest(key.encode(), message, hashlib.sha256)[:16])


def of_file(sha256: bytes, key: str) -> bytes:
    """The fingerprint of a file, from its SHA-256."""
    return hmac.digest(key.encode(), b"file\0" + sha256, hashlib.sha256)


def plain(identifier: str) -> str:
    """An identifier as it is compared: "gb 12-34.x" and "GB1234X" are the same meter."""
    return NOT_SIGNIFICANT.sub("", unicodedata.normalize("NFKC", identifier)).upper()


def tail(identifier: str, shown: int = 3) -> str:
    """What may be shown of a private identifier: its end, and of a short one nothing."""
    compared = plain(identifier)
    return f"…{compared[-shown:]}" if len(compared) >= 3 * shown else "…"
