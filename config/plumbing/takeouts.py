"""Takeouts: every app says what it keeps about a person, and all of it goes into one zip."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

Rows = Iterable[Mapping[str, Any]]
Tables = Iterable[tuple[str, Rows]]
Files = Iterable[tuple[str, IO[bytes]]]

SECRETS = frozenset({"password", "salt", "lot", "embedding"})  # what is of use to nobody but an attacker
_tables: list[Callable[[Any], Tables]] = []
_files: list[Callable[[Any], Files]] = []


def provide(tables: Callable[[Any], Tables], files: Callable[[Any], Files] | None = None) -> None:
    """Called by apps when the product starts: both take a user, and give names inside the zip with what goes there."""
    if tables not in _tables:
        _tables.append(tables)
    if files is not None and files not in _files:
        _files.append(files)


def tables(user: Any) -> Tables:
    """What every app keeps about the user, table by table."""
    for provider in _tables:
        yield from provider(user)


def as_json(row: Mapping[str, Any]) -> str:
    """One row, as it goes into a takeout."""
    return json.dumps(dict(row), cls=_Encoder, ensure_ascii=False, indent=1)


def write(user: Any, target: IO[bytes], about: str) -> None:
    """The zip: `read-me.txt`, one JSON file a table, and the person's files. Row by row, however many there are."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("read-me.txt", about)
        for name, rows in tables(user):
            with package.open(f"{name}.json", "w", force_zip64=True) as member:
                _write_rows(member, rows)
        for provide_files in _files:
            for name, file in provide_files(user):
                with file, package.open(name, "w", force_zip64=True) as member:
                    shutil.copyfileobj(file, member, 1 << 20)


def rows_of(queryset: QuerySet[Any]) -> Rows:
    """Every column but secrets, row by row."""
    fields = [field.attname for field in queryset.model._meta.concrete_fields if field.name not in SECRETS]
    return queryset.values(*fields).iterator(chunk_size=1_000)


def _write_rows(member: IO[bytes], rows: Rows) -> None:
    member.write(b"[")
    for number, row in enumerate(rows):
        member.write((b",\n" if number else b"\n") + as_json(row).encode())
    member.write(b"\n]\n")


class _Encoder(DjangoJSONEncoder):
    """Django's, and what only our columns hold: ranges in words, bytes as hexadecimal figures."""

    def default(self, value: Any) -> Any:
        if isinstance(value, bytes | memoryview):
            return bytes(value).hex()
        if hasattr(value, "lower") and hasattr(value, "upper") and hasattr(value, "isempty"):
            return {"from": value.lower, "up_to_but_not": value.upper}
        return super().default(value)
