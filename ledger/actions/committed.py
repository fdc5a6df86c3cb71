"""Commitments to the texts of a row, under the salt that the row keeps."""

from typing import Protocol

from ledger.rules import commitments


class Salted(Protocol):
    """A row with a salt, which is empty once its person was erased."""

    salt: bytes | memoryview | None


def to(row: Salted, name: str, text: str) -> str:
    """The commitment to a text, called `name`, of the row. ValueError once the salt is gone."""
    return commitments.commit(f"{name}\n{text}", bytes(row.salt or b""))
