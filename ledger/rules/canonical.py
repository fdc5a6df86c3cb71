"""The bytes that an entry is on the public record: RFC 8785 canonical JSON, and the RFC 6962 tree head over lines.

The database makes a leaf when an entry is inserted (ledger/sql/books.sql); this is the same law in
Python, for whoever checks it. A property test holds the two to the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

LEAF_VERSION = 1
INLINE_TRANSFERS = 300
INLINE_BYTES = 48 * 1024
LARGEST_INTEGER = 2**53 - 1


def canonical(value: Any) -> str:
    """RFC 8785 text of a value made of dicts with ASCII keys, lists, strings, booleans, None and integers below 2^53.

    Raises TypeError or ValueError on anything else: a float or a larger number is written as a string.
    """
    _check(value)
    # For such values RFC 8785 is json.dumps: keys in the order of bytes, no spaces, only the needed escapes.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _check(value: Any) -> None:
    match value:
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise ValueError(f"A key of an entry's body is ASCII text, not {key!r}.")
                _check_text(key)
                _check(item)
        case list() | tuple():
            for item in value:
                _check(item)
        case str():
            _check_text(value)
        case bool() | None:
            return
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise ValueError(f"{value} is not below 2^53: write it as a string.")
        case _:
            raise TypeError(f"An entry's body holds no {type(value).__name__}: write {value!r} as a string.")


def _check_text(text: str) -> None:
    if "\0" in text:
        raise ValueError("A text in an entry's body holds no NUL.")
    text.encode()  # refuses a lone surrogate


def digest(*values: Any) -> bytes:
    """SHA-256 of the values' canonical text: what a request asked for, to know it again under its key."""
    return hashlib.sha256(canonical(list(values)).encode()).digest()


def moment(at: datetime) -> str:
    """UTC with microseconds: 2026-11-22T15:04:05.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def transfer_line(transfer: Mapping[str, Any]) -> str:
    """One transfer in canonical form: id, debit, credit, unit, amount, phase, and expires_at, resolves if set."""
    line = {name: str(transfer[name]) for name in ("id", "debit", "credit", "unit", "amount", "phase")}
    if transfer.get("expires_at"):
        line["expires_at"] = moment(transfer["expires_at"])
    if transfer.get("resolves"):
        line["resolves"] = str(transfer["resolves"])
    return canonical(line)


def merkle_root(lines: Sequence[str]) -> bytes:
    """RFC 6962 tree head (section 2.1) of the lines."""
    level = [hashlib.sha256(b"\0" + line.encode()).digest() for line in lines]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        # Pairing neighbours and passing an odd last one up splits where the RFC's recursion does.
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def leaf(entry: Mapping[str, Any], transfers: Sequence[Mapping[str, Any]]) -> bytes:
    """The leaf of an entry over its transfers in the order of their ids.

    entry: id, kind, subject_kind, subject_id, by, for, occurred_at, recorded_at, body. More than 300
    transfers, or more than 48 KiB of them, are told by their number and tree head.
    """
    lines = [transfer_line(transfer) for transfer in transfers]
    inline = ",".join(lines)
    told: Any = [json.loads(line) for line in lines]
    if len(lines) > INLINE_TRANSFERS or len(inline.encode()) > INLINE_BYTES:
        told = {"count": len(lines), "root": merkle_root(lines).hex()}
    return canonical(
        {
            "v": LEAF_VERSION,
            "id": str(entry["id"]),
            "kind": entry["kind"],
            "subject": {"kind": entry["subject_kind"], "id": str(entry["subject_id"])},
            "by": str(entry["by"]) if entry["by"] else None,
            "for": str(entry["for"]) if entry["for"] else None,
            "occurred_at": moment(entry["occurred_at"]),
            "recorded_at": moment(entry["recorded_at"]),
            "body": entry["body"],
            "transfers": told,
        }
    ).encode()
