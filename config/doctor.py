"""What `manage.py doctor` looks at. Each examination returns a finding and raises nothing."""

import io
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from config.embedded import EmbeddedError
from config.plumbing import health

EXTENSIONS = {"btree_gist", "pg_trgm", "unaccent"}
OLDEST_POSTGRESQL, NEWEST_POSTGRESQL = 15, 18
LEAST_FREE_GIB = 1


@dataclass(frozen=True)
class Finding:
    part: str
    well: bool
    state: str
    remedy: str = ""
    grave: bool = True


def examine() -> list[Finding]:
    """One finding a part, in the order in which they depend on each other."""
    findings = [python(), keys(), disk(), media(), settings_check()]
    reached = database()
    findings.append(reached)
    if reached.well:
        findings += [roles(), extensions(), migrations()]
    return [*findings, broker(), beat(), mail()]


def python() -> Finding:
    version = platform.python_version()
    return Finding("python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def keys() -> Finding:
    made = [name for name in ("secret_key", "instance_key") if (settings.DATA_DIR / name).exists()]
    state = f"made by itself, in {settings.DATA_DIR}" if made else "from the environment"
    return Finding(
        "keys", bool(settings.SECRET_KEY and settings.INSTANCE_KEY), state, "Set SECRET_KEY and INSTANCE_KEY."
    )


def disk() -> Finding:
    folder = settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR
    free = shutil.disk_usage(folder).free / 2**30
    return Finding("disk", free > LEAST_FREE_GIB, f"{free:.1f} GiB free", f"Make room on the disk of {folder}.")


def media() -> Finding:
    """Evidence is of no use if it cannot be stored: try."""
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=settings.MEDIA_ROOT).close()
    except OSError as problem:
        return Finding("files", False, str(problem), f"Let this user write to {settings.MEDIA_ROOT}.")
    return Finding("files", True, str(settings.MEDIA_ROOT))


def settings_check() -> Finding:
    try:
        call_command("check", deploy=not settings.LOCAL, fail_level="WARNING", stdout=io.StringIO())
    except CommandError as problem:
        return Finding("settings", False, str(problem).strip(), "See docs/howto/configure.md.")
    return Finding("settings", True, "local machine" if settings.LOCAL else "production")


def database() -> Finding:
    remedy = "Start PostgreSQL, or unset DATABASE_URL to use the embedded one."
    try:
        connection.ensure_connection()
    except (DatabaseError, EmbeddedError) as problem:
        return Finding("database", False, str(problem).strip(), remedy)
    major = connection.pg_version // 10_000
    known = OLDEST_POSTGRESQL <= major <= NEWEST_POSTGRESQL
    whose = "embedded" if settings.EMBEDDED else "own"
    return Finding("database", known, f"PostgreSQL {major}, {whose}", "Use PostgreSQL 15 to 18.")


def roles() -> Finding:
    """Whether the role that serves pages could change the books' tables."""
    owns = _one("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)")
    remedy = "Make a second role that owns nothing, and name the owner's address in DATABASE_OWNER_URL."
    state = "the running role owns the tables" if owns else "the running role owns no table"
    return Finding("roles", not owns, state, remedy, grave=False)


def extensions() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
    state = f"missing: {', '.join(sorted(missing))}" if missing else "all there"
    return Finding("extensions", not missing, state, "Run manage.py migrate; it needs PostgreSQL's contrib package.")


def migrations() -> Finding:
    return _from_health("migrations", health.migrations, "Run manage.py migrate.")


def broker() -> Finding:
    return _from_health("broker", health.broker, "Start Redis, or unset REDIS_URL to use the embedded one.")


def beat() -> Finding:
    remedy = "Run manage.py serve (or a worker and beat). Nothing is lost meanwhile; it is only late."
    return _from_health("beat", health.beat, remedy, grave=False)


def mail() -> Finding:
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    return Finding("mail", backend != "console", backend, "Set EMAIL_URL; until then mail is only logged.", grave=False)


def _from_health(part: str, ask: Callable[[], str], remedy: str, *, grave: bool = True) -> Finding:
    state = ask()
    return Finding(part, state == "ok", state, remedy, grave)


def _one(question: str):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
