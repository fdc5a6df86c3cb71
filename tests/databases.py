"""Databases that live as long as a block of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import ProgrammingError, connection, connections


@contextmanager
def made(name: str, *, template: str = "template1") -> Iterator[None]:
    """A database for as long as the block runs. What a test left connected to it does not keep it alive."""
    with connection._nodb_cursor() as cursor:
        _drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            _drop(cursor, name)


def _drop(cursor: Any, name: str) -> None:
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except ProgrammingError:  # autovacuum is at it, which only a superuser may force out, but anybody asks to go
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's connections, in every thread, lead to that database while the block runs."""
    entry = connections.settings["default"]
    before = entry["NAME"]
    connections.close_all()
    entry["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        entry["NAME"] = connection.settings_dict["NAME"] = before
