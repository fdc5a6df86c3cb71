"""Every environment variable that the product reads, with its type, default and meaning.

`docs/howto/configure.md` shows this table; a test holds the two together.
"""

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent


class Variable(NamedTuple):
    cast: type
    default: Any
    meaning: str


VARIABLES = {
    "DATABASE_URL": Variable(
        str,
        "",
        "PostgreSQL 15 to 18, `postgres://user:password@host/name`, in the role of the running product. "
        "Empty: the embedded PostgreSQL under `DATA_DIR`.",
    ),
    "DATABASE_OWNER_URL": Variable(
        str,
        "",
        "The same database in the role that owns the tables, for commands that change the schema. "
        "Empty: one role serves both.",
    ),
    "DATABASE_CONN_MAX_AGE": Variable(int, 60, "Seconds that a connection is kept between requests."),
    "DATABASE_LOCK_TIMEOUT_MS": Variable(int, 2_000, "How long a web request waits for a row lock."),
    "DATABASE_STATEMENT_TIMEOUT_MS": Variable(int, 5_000, "How long one statement of a web request may run."),
    "REDIS_URL": Variable(str, "", "Broker and cache. Empty: the embedded Valkey under `DATA_DIR`."),
    "DATA_DIR": Variable(str, ".data", "Where evidence, logs, keys and the embedded servers live."),
    "SECRET_KEY": Variable(
        str, "", "Signs sessions. Made by itself only beside the embedded database or in debug mode."
    ),
    "INSTANCE_KEY": Variable(
        str, "", "Keys the private uniqueness marks (evidence, meter numbers). Never change it once claims exist."
    ),
    "OIDC_PRIVATE_KEY": Variable(
        str,
        "",
        "RSA key in PEM, `\\n` for its line breaks, that signs who somebody is for OAuth clients. Empty: made into "
        "`DATA_DIR`; set it where several machines answer.",
    ),
    "DEBUG": Variable(bool, False, "Debug pages. Never in production."),
    "ALLOWED_HOSTS": Variable(list, [], "Host names that are answered, separated by commas."),
    "CSRF_TRUSTED_ORIGINS": Variable(list, [], "Origins behind a proxy, such as `https://ledger.example.org`."),
    "HTTPS": Variable(
        bool, None, "Redirect to HTTPS, secure cookies, HSTS. Empty: on, but off beside the embedded database."
    ),
    "REQUIRE_STAFF_MFA": Variable(
        bool,
        None,
        "Staff see nothing before they have a second factor. Empty: on, but off beside the embedded database.",
    ),
    "TRUST_PROXY": Variable(bool, False, "Believe `X-Forwarded-Proto` of the proxy in front."),
    "EMAIL_URL": Variable(
        str,
        "",
        "`smtp://user:password@host:587`. Empty: mail is printed to the log, and shown on `/dev/mail/` beside the "
        "embedded database or in debug mode.",
    ),
    "SITE_URL": Variable(str, "", "Address of this site in mail, such as `https://ledger.example.org`."),
    "DEFAULT_FROM_EMAIL": Variable(str, "ledger@localhost", "Sender of mail."),
    "SOURCE_URL": Variable(
        str, "", "Where the source of the program that runs here is offered; whoever changes it must set this (AGPL)."
    ),
    "TIME_ZONE": Variable(str, "UTC", "Time zone of pages; what is stored is UTC."),
    "TILE_URL": Variable(
        str,
        "",
        "Tiles under maps that move, such as `https://tiles.example.org/{z}/{x}/{y}.png`; browsers are then allowed to "
        "fetch pictures there. Empty: our own outlines of countries, and no request to anybody.",
    ),
    "TILE_ATTRIBUTION": Variable(str, "", "Whom to thank for the tiles, as text on the map."),
    "LOG_LEVEL": Variable(str, "INFO", "Least severity that is logged."),
    "LOG_FORMAT": Variable(str, "json", "`json` or `text`."),
    "WEB_WORKERS": Variable(int, 2, "Processes of the web server that `manage.py serve` starts."),
    "WEB_THREADS": Variable(int, 8, "Threads in each of them."),
    "WORKER_PROCESSES": Variable(int, 2, "Processes of the Celery worker that `manage.py serve` starts."),
}

environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env(**{name: (variable.cast, variable.default) for name, variable in VARIABLES.items()})


def table() -> str:
    """The variables as Markdown, as `docs/howto/configure.md` shows them."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, variable in VARIABLES.items():
        default = "" if variable.default in ("", None, []) else f"`{variable.default}`"
        lines.append(f"| `{name}` | {default} | {variable.meaning} |")
    return "\n".join(lines) + "\n"


def origins(url: str) -> list[str]:
    """Where that address leads, as a content security policy names it; nowhere without one. `{s}` is any subdomain."""
    parts = urlsplit(url.replace("{s}", "*"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
