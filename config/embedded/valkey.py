"""The Valkey that comes as a wheel: broker and cache on a socket, its queue kept on disk."""

import os
import platform
import signal
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded import places, processes
from config.embedded.errors import EmbeddedError

SOCKET = "valkey.sock"
FOLDER = "valkey"
PATIENCE_SECONDS = 20


def ensure(home: Path, sockets: Path) -> None:
    """Have the server of this home running and answering. Call only in one's turn.

    Valkey itself would let a second server open the same files and split the data.
    """
    folder = home / FOLDER
    _make(folder)
    if processes.all_in(folder) and _answers(sockets, patience=1):
        return
    stop(home)
    _start(home, sockets)


def stop(home: Path) -> None:
    folder = home / FOLDER
    processes.end(processes.all_in(folder), folder, (signal.SIGTERM, 10), (signal.SIGKILL, 5))


def _make(folder: Path) -> None:
    account = places.server_account()
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.uid, account.gid)


def _program(home: Path) -> Path:
    machine = f"{platform.system().lower()}-{platform.machine()}"
    return places.binaries("valkey", home) / "_binaries" / machine / "valkey-server"


def _start(home: Path, sockets: Path) -> None:
    folder, log = home / FOLDER, home / "valkey.log"
    processes.need_room(folder)
    options = {
        "port": "0", "unixsocket": sockets / SOCKET, "unixsocketperm": "700", "dir": folder,
        "appendonly": "yes", "save": "", "maxmemory-policy": "noeviction", "daemonize": "yes", "logfile": log,
    }  # fmt: skip
    arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    started = processes.run([_program(home), *arguments], cwd=folder)
    if started.returncode or not _answers(sockets, patience=PATIENCE_SECONDS):
        raise EmbeddedError(f"Valkey did not start. Its log, {log}, ends with:\n{processes.tail(log)}{started.stdout}")


def client(sockets: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(sockets / SOCKET), retry=Retry(NoBackoff(), 0))


def _answers(sockets: Path, *, patience: float) -> bool:
    deadline = time.monotonic() + patience
    with client(sockets) as server:
        while time.monotonic() < deadline:
            try:
                return server.ping()
            except redis.RedisError:
                time.sleep(0.02)
    return False
