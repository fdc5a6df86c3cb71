"""Which database, in which role, with which time limits."""

import sys
from typing import Any

import environ

from config.embedded import Services
from config.env import env

OWNER_COMMANDS = {"migrate", "makemigrations", "restore", "test", "dbshell", "grant"}


def database(services: Services, *, as_owner: bool) -> dict[str, Any]:
    """Django's entry for the one database, in the role that runs the product or in the one that owns the tables."""
    if url := (env("DATABASE_OWNER_URL") if as_owner else "") or env("DATABASE_URL"):
        entry = environ.Env.db_url_config(url)
    else:
        entry = services.database(as_owner=as_owner)
    entry |= {
        "CONN_MAX_AGE": env("DATABASE_CONN_MAX_AGE"),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
    entry.setdefault("OPTIONS", {})["options"] = _session_options(sys.argv)
    return entry


def app_role(services: Services) -> str:
    """The role in which the product runs."""
    if url := env("DATABASE_URL"):
        return environ.Env.db_url_config(url)["USER"]
    return services.database(as_owner=False)["USER"]


def changes_schema(argv: list[str]) -> bool:
    return len(argv) > 1 and argv[1] in OWNER_COMMANDS


def serves_web(argv: list[str]) -> bool:
    return "gunicorn" in argv[0] or "runserver" in argv[1:2]


def _session_options(argv: list[str]) -> str:
    """A page may not wait for long; a task or a migration may."""
    options = "-c timezone=UTC"
    if serves_web(argv):
        options += f" -c lock_timeout={env('DATABASE_LOCK_TIMEOUT_MS')}"
        options += f" -c statement_timeout={env('DATABASE_STATEMENT_TIMEOUT_MS')}"
    return options
