"""What `manage.py doctor` and `/setup/` look at: one list. Each examination returns a finding and raises nothing."""

import io
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config import backups
from config.embedded import EmbeddedError
from config.plumbing import health

EXTENSIONS = {"btree_gist", "pg_trgm", "unaccent"}
OLDEST_POSTGRESQL, NEWEST_POSTGRESQL = 15, 18
LEAST_FREE_GIB = 1
UNSENT = {"console", "dummy", "filebased"}
BACKUP_OLD_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Finding:
    """How one part is: its state in words and, where it is not well, what to do. A grave one stops the product."""

    part: str
    title: str
    well: bool
    state: str
    remedy: str = ""
    grave: bool = True


def examine() -> list[Finding]:
    """One finding a part, in the order in which they depend on each other."""
    findings = [python(), keys(), https(), disk(), media(), settings_check()]
    reached = database()
    findings.append(reached)
    if reached.well:
        findings += [roles(), extensions(), migrations()]
        findings += [operator()] if findings[-1].well else []
    return [*findings, broker(), worker(), beat(), mail(), backup()]


def python() -> Finding:
    version = platform.python_version()
    return Finding("python", "Python", sys.version_info >= (3, 11), version, _("Install Python 3.11 or newer."))


def keys() -> Finding:
    made = [name for name in ("secret_key", "instance_key") if (settings.DATA_DIR / name).exists()]
    state = _("made by itself, in %s") % settings.DATA_DIR if made else _("from the environment")
    there = bool(settings.SECRET_KEY and settings.INSTANCE_KEY)
    return Finding("keys", _("Keys"), there, state, _("Set SECRET_KEY and INSTANCE_KEY."))


def https() -> Finding:
    if settings.HTTPS:
        return Finding("https", "HTTPS", True, _("required; plain HTTP is redirected"))
    state = _("off, for this machine only") if settings.LOCAL else _("off: passwords and sessions travel in the open")
    remedy = _("Set HTTPS=true, and TRUST_PROXY=true behind a proxy that ends TLS.")
    return Finding("https", "HTTPS", settings.LOCAL, state, remedy)


def disk() -> Finding:
    folder = settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR
    free = shutil.disk_usage(folder).free / 2**30
    state = _("%.1f GiB free") % free
    return Finding("disk", _("Disk"), free > LEAST_FREE_GIB, state, _("Make room on the disk of %s.") % folder)


def media() -> Finding:
    """Evidence is of no use if it cannot be stored: try."""
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=settings.MEDIA_ROOT).close()
    except OSError as problem:
        remedy = _("Let this user write to %s.") % settings.MEDIA_ROOT
        return Finding("files", _("Files"), False, str(problem), remedy)
    return Finding("files", _("Files"), True, str(settings.MEDIA_ROOT))


def settings_check() -> Finding:
    try:
        call_command("check", deploy=not settings.LOCAL, fail_level="WARNING", stdout=io.StringIO())
    except CommandError as problem:
        return Finding("settings", _("Settings"), False, str(problem).strip(), _("See docs/howto/configure.md."))
    return Finding("settings", _("Settings"), True, _("local machine") if settings.LOCAL else _("production"))


def database() -> Finding:
    remedy = _("Start PostgreSQL, or unset DATABASE_URL to use the embedded one.")
    try:
        connection.ensure_connection()
    except (DatabaseError, EmbeddedError) as problem:
        return Finding("database", _("Database"), False, str(problem).strip(), remedy)
    major = connection.pg_version // 10_000
    known = OLDEST_POSTGRESQL <= major <= NEWEST_POSTGRESQL
    whose = _("embedded") if settings.EMBEDDED else _("own")
    return Finding("database", _("Database"), known, f"PostgreSQL {major}, {whose}", _("Use PostgreSQL 15 to 18."))


def roles() -> Finding:
    """Whether the role that serves pages could change the books' tables."""
    owns = _one("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)")
    remedy = _("Make a second role that owns nothing, and name the owner's address in DATABASE_OWNER_URL.")
    state = _("the running role owns the tables") if owns else _("the running role owns no table")
    return Finding("roles", _("Database roles"), not owns, state, remedy, grave=False)


def extensions() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
    state = _("missing: %s") % ", ".join(sorted(missing)) if missing else _("all there")
    remedy = _("Run manage.py migrate; it needs PostgreSQL's contrib package.")
    return Finding("extensions", _("Extensions"), not missing, state, remedy)


def migrations() -> Finding:
    return _from_health("migrations", _("Migrations"), health.migrations, _("Run manage.py migrate."))


def operator() -> Finding:
    there = get_user_model().objects.filter(is_staff=True, is_active=True).exists()
    state = _("at least one") if there else _("none yet")
    remedy = _("Open the address that manage.py serve prints, or run manage.py createsuperuser.")
    return Finding("operator", _("Operators"), there, state, remedy, grave=False)


def broker() -> Finding:
    remedy = _("Start Redis, or unset REDIS_URL to use the embedded one.")
    return _from_health("broker", _("Broker"), health.broker, remedy)


def worker() -> Finding:
    remedy = _("Run manage.py serve, or celery -A config worker. Nothing is lost meanwhile; it is only late.")
    return _from_health("worker", _("Worker"), health.worker, remedy, grave=False)


def beat() -> Finding:
    remedy = _("Run manage.py serve, or celery -A config beat beside a worker. Nothing is lost; it is only late.")
    return _from_health("beat", _("Clock of tasks (beat)"), health.beat, remedy, grave=False)


def mail() -> Finding:
    backend = settings.MAIL_BACKEND.rsplit(".", 2)[-2]
    remedy = _("Set EMAIL_URL; until then mail stays on this machine.")
    return Finding("mail", _("Mail"), backend not in UNSENT, backend, remedy, grave=False)


def backup() -> Finding:
    """How old the newest backup is that this installation made."""
    remedy = _("Run manage.py backup each day, and keep the folder on another machine.")
    made_at = backups.last_made(settings.DATA_DIR)
    if made_at is None:
        return Finding("backups", _("Backups"), False, _("none was made here yet"), remedy, grave=False)
    age = datetime.now(UTC) - made_at
    hours = int(age.total_seconds() // 3600)
    state = ngettext("the newest is %d hour old", "the newest is %d hours old", hours) % hours
    return Finding("backups", _("Backups"), age < BACKUP_OLD_AFTER, state, remedy, grave=False)


def _from_health(part: str, title: str, ask: Callable[[], str], remedy: str, *, grave: bool = True) -> Finding:
    state = ask()
    return Finding(part, title, state == "ok", _("works") if state == "ok" else state, remedy, grave)


def _one(question: str):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
