"""Databases that live as long as a block of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def made(name: str, *, template: str = "template1") -> Iterator[None]:
    """A database for as long as the block runs. What a test left connected to it does not keep it alive."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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
