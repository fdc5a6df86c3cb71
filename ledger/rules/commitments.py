"""Salted commitments: what binds a text to the public record without telling it.

While the salt is kept, whoever is shown text and salt can check the commitment. When the salt is
deleted, nothing about the text can be found from the record, not even by trying every text.
"""

import hashlib
import os

SALT_BYTES = 16


def new_salt() -> bytes:
    """16 random bytes, kept beside the text and deleted with it."""
    return os.urandom(SALT_BYTES)


def commit(text: str, salt: bytes) -> str:
    """SHA-256 over salt and UTF-8 text, in hexadecimal. Raises ValueError on a salt that is not 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt is {SALT_BYTES} bytes, not {len(salt)}.")
    return hashlib.sha256(salt + text.encode()).hexdigest()
