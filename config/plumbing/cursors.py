"""Pages of a long list that cost the same wherever one is in it: by key, without OFFSET and without count(*)."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

LONGEST_CURSOR = 500


class BadCursor(ValueError):
    """The cursor was not made by this list. Begin again without one."""

    code = "bad-cursor"


@dataclass(frozen=True)
class Page:
    """Some rows of a list; next and previous are cursors, None at either end."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page(queryset: QuerySet, *, order: tuple[str, ...], cursor: str | None = None, size: int = 50) -> Page:
    """The rows after (or before) the cursor.

    order: fields without nulls, such as ("-filed_at", "-id"), all in one direction, the last of them unique;
    an index over them makes every page as quick as the first.
    """
    return merged([queryset], order=order, cursor=cursor, size=size)


def merged(querysets: Sequence[QuerySet], *, order: tuple[str, ...], cursor: str | None = None, size: int = 50) -> Page:
    """One page of lists of one model without a common row, each of which has an index in this order of its own.

    Where one list with an OR would read all that neither of them has.
    """
    fields, model = [name.removeprefix("-") for name in order], querysets[0].model
    backwards, values = _decode(cursor, model, fields) if cursor else (False, None)
    descending = order[0].startswith("-") != backwards
    if values:
        beyond = _beyond(fields, values, "lt" if descending else "gt")
        querysets = [queryset.filter(beyond) for queryset in querysets]
    ordered = [f"-{name}" if descending else name for name in fields]
    rows = [row for queryset in querysets for row in queryset.order_by(*ordered)[: size + 1]]
    if len(querysets) > 1:
        rows.sort(
            key=lambda row: [getattr(_owner(row, name), name.split("__")[-1]) for name in fields], reverse=descending
        )
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    return Page(
        rows=rows,
        next=_encode(rows[-1], fields, backwards=False) if rows and (more or backwards) else None,
        previous=_encode(rows[0], fields, backwards=True) if rows and (more if backwards else cursor) else None,
    )


def _beyond(fields: list[str], values: list[Any], lookup: str) -> Q:
    """(a, b) < (x, y), written as a <= x and (a < x or b < y): the first part is a range of the index."""
    name, value = fields[0], values[0]
    if len(fields) == 1:
        return Q((f"{name}__{lookup}", value))
    rest = _beyond(fields[1:], values[1:], lookup)
    return Q((f"{name}__{lookup}e", value)) & (Q((f"{name}__{lookup}", value)) | rest)


def _encode(row: Model, fields: list[str], *, backwards: bool) -> str:
    values = [_field(type(row), name).value_to_string(_owner(row, name)) for name in fields]
    return base64.urlsafe_b64encode(json.dumps([backwards, *values]).encode()).decode().rstrip("=")


def _decode(cursor: str, model: type[Model], fields: list[str]) -> tuple[bool, list[Any]]:
    """Direction and values of a cursor that came from outside."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        backwards, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if backwards not in (True, False) or not all(isinstance(value, str) for value in values):
            raise ValueError
        return backwards, [_field(model, name).to_python(value) for name, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error, ValidationError):
        raise BadCursor("This page address is not one of ours. Begin again at the first page.") from None


def _field(model: type[Model], name: str) -> Field:
    """The field of that name, or of a row beside this one: `notice__filed_at`."""
    *beside, last = name.split("__")
    for relation in beside:
        model = cast(type[Model], model._meta.get_field(relation).related_model)
    return cast(Field, model._meta.get_field(last))


def _owner(row: Model, name: str) -> Model:
    for relation in name.split("__")[:-1]:
        row = getattr(row, relation)
    return row
