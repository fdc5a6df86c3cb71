"""The PostgreSQL that comes as a wheel: no TCP, peer authentication, one cluster a home."""

import os
import pwd
import shutil
import signal
import time
from pathlib import Path

import psycopg2

from config.embedded import places, processes
from config.embedded.errors import EmbeddedError

DATABASE = "allocation"
OWNER = "allocation"
APP = "allocation_app"
SUPERUSER = "postgres"
CLUSTER = "postgres"
PATIENCE_SECONDS = 60
GRACE_SECONDS = 1  # until a process that was just started shows

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # A failing statement would put its values, evidence and persons, into the log.
    "log_min_error_statement": "panic",
}

ROLES = (
    (OWNER, f"CREATE ROLE {OWNER} LOGIN CREATEDB"),
    (APP, f"CREATE ROLE {APP} LOGIN ROLE {OWNER}"),
)


def ensure(home: Path, sockets: Path, options: dict[str, str]) -> None:
    """Have the server of this home running and answering. Call only in one's turn."""
    cluster = home / CLUSTER
    if not cluster.exists():
        _create(home)
    _check_version(home)
    if processes.lives_in(_pid(cluster), cluster) and _answers(sockets, cluster, patience=5):
        return
    stop(home, sockets)
    _write_configuration(cluster, sockets, options)
    _start(home, sockets)
    _ensure_roles(sockets)


def stop(home: Path, sockets: Path) -> None:
    """End every process of the cluster and leave none of its lock files behind, whatever is in them."""
    cluster = home / CLUSTER
    postmaster = _pid(cluster)
    processes.end([postmaster], cluster, (signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 1))
    processes.end(processes.all_in(cluster), cluster, (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
    # Also with the number of a zombie or of a stranger in them these files would keep a server from starting.
    for file in (cluster / "postmaster.pid", sockets / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432.lock"):
        file.unlink(missing_ok=True)


def _pid(cluster: Path) -> int:
    """The postmaster's process id as its file says; 0 if there is no file or it was cut off."""
    try:
        return int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _program(name: str, home: Path) -> Path:
    return places.binaries("postgres", home) / "pginstall" / "bin" / name


def _create(home: Path) -> None:
    """Make the cluster beside its place and move it there whole: one that was broken off is never taken for good."""
    processes.need_room(home)
    draft = home / "postgres.draft"
    shutil.rmtree(draft, ignore_errors=True)
    made = processes.run(
        [
            _program("initdb", home), "--pgdata", draft, "--username", SUPERUSER, "--auth", "peer",
            "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        ],
        cwd=home,
    )  # fmt: skip
    if made.returncode:
        raise EmbeddedError(f"PostgreSQL could not make its files in {home}:\n{made.stderr.strip()}")
    draft.rename(home / CLUSTER)


def _check_version(home: Path) -> None:
    ours = processes.run([_program("postgres", home), "--version"], cwd=home).stdout.split()[-1].split(".")[0]
    theirs = (home / CLUSTER / "PG_VERSION").read_text().strip()
    if ours != theirs:
        raise EmbeddedError(
            f"The files in {home / CLUSTER} are of PostgreSQL {theirs}, the installed one is {ours}. "
            "Restore a backup into a new DATA_DIR."
        )


def _write_configuration(cluster: Path, sockets: Path, options: dict[str, str]) -> None:
    account = places.server_account()
    settings = SETTINGS | {"unix_socket_directories": f"'{sockets}'"} | options
    files = {
        "postgresql.conf": "".join(f"{name} = {value}\n" for name, value in settings.items()),
        "pg_hba.conf": "local all all peer map=ours\n",
        "pg_ident.conf": "".join(f"ours {_user_name(os.geteuid())} {role}\n" for role in (OWNER, APP, SUPERUSER)),
    }
    for name, text in files.items():
        path = cluster / name
        path.write_text(text)
        os.chown(path, account.uid, account.gid)


def _user_name(uid: int) -> str:
    return pwd.getpwuid(uid).pw_name


def _start(home: Path, sockets: Path) -> None:
    processes.need_room(home)
    log = home / "postgres.log"
    cluster = home / CLUSTER
    started = processes.run([_program("pg_ctl", home), "start", "--no-wait", "-D", cluster, "-l", log], cwd=home)
    if started.returncode or not _answers(sockets, cluster, patience=PATIENCE_SECONDS):
        raise EmbeddedError(f"PostgreSQL did not start. Its log, {log}, ends with:\n{processes.tail(log)}")


def _answers(sockets: Path, cluster: Path, *, patience: float) -> bool:
    """Whether the server takes connections within so many seconds; False as soon as it has ended."""
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < patience:
        try:
            _connect(sockets).close()
        except psycopg2.OperationalError:
            time.sleep(0.02)
        else:
            return True
        if waited > GRACE_SECONDS and not processes.all_in(cluster):
            return False
    return False


def _connect(sockets: Path):
    return psycopg2.connect(host=str(sockets), dbname="postgres", user=SUPERUSER, connect_timeout=5)


def _ensure_roles(sockets: Path) -> None:
    """The owner may make databases and act as the other; the other owns nothing."""
    connection = _connect(sockets)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for role, statement in ROLES:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(statement)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    finally:
        connection.close()
