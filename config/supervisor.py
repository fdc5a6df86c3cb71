"""Runs web, worker and beat together: all of them or none, and nothing is left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from config.env import BASE_DIR, env

START_PATIENCE_SECONDS = 120
STOP_PATIENCE_SECONDS = 30
PORTS_TRIED = 50


class SupervisorError(RuntimeError):
    """The product cannot be served; the message says why."""


class Child:
    """One process, whose lines go to a log file and, if echoed, to the terminal with its name before them."""

    def __init__(self, name: str, command: list[str], *, log_dir: Path, echo: bool):
        self.name = name
        self.log = log_dir / f"{name}.log"
        self._echo = echo
        self._process = subprocess.Popen(
            [sys.executable, "-m", "config.tethered", str(os.getpid()), *command],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes to us alone, and we stop them in order
        )
        self._reader = threading.Thread(target=self._copy_lines, daemon=True)
        self._reader.start()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end; kill it with all that it started if it takes longer."""
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join(timeout=5)

    def _copy_lines(self) -> None:
        with self._process.stdout as lines, self.log.open("ab", buffering=0) as log:
            for line in lines:
                log.write(line)
                if self._echo:
                    sys.stdout.write(f"{self.name:<6} | {line.decode(errors='replace')}")
                    sys.stdout.flush()


def serve(
    *,
    host: str,
    port: int,
    log_dir: Path,
    reload: bool = False,
    echo: bool = True,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises SupervisorError if a part does not start or ends by itself."""
    log_dir.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, _interrupt)
    children: list[Child] = []
    try:
        for name, command in commands(host, port, reload=reload).items():
            children.append(Child(name, command, log_dir=log_dir, echo=echo))
        address = f"http://{host}:{port}/"
        _wait_until_answered(f"{address}healthz", children)
        ready(address)
        while True:
            _need_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        _stop(children)


def commands(host: str, port: int, *, reload: bool) -> dict[str, list[str]]:
    """What is started, by name."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config"]
    gunicorn = [
        *python, "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(env("WEB_WORKERS")), "--threads", str(env("WEB_THREADS")), "--access-logfile", "-",
    ]  # fmt: skip
    return {
        "web": [sys.executable, "manage.py", "runserver", f"{host}:{port}"] if reload else gunicorn,
        "worker": [*celery, "worker", "--loglevel", "info", "--concurrency", str(env("WORKER_PROCESSES"))],
        "beat": [*celery, "beat", "--loglevel", "info", "--pidfile="],
    }


def free_port(host: str, port: int, *, strict: bool) -> int:
    """The port, or the next free one. Raises SupervisorError if there is none, or if strict and it is taken."""
    for candidate in range(port, port + (1 if strict else PORTS_TRIED)):
        if _is_free(host, candidate):
            return candidate
    raise SupervisorError(f"Port {port} of {host} is taken by another program. Stop that one or choose with --port.")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _interrupt(*_) -> NoReturn:
    raise KeyboardInterrupt


def _wait_until_answered(url: str, children: list[Child]) -> None:
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        _need_alive(children)
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SupervisorError(f"The web server does not answer at {url}. See {children[0].log}.")


def _need_alive(children: list[Child]) -> None:
    for child in children:
        if child.has_ended:
            raise SupervisorError(f"{child.name} has ended by itself. See the end of {child.log}.")


def _stop(children: list[Child]) -> None:
    """End all, those that take work before those that do it. A second Ctrl-C does not leave any behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_PATIENCE_SECONDS
    for child in children:
        child.wait(deadline - time.monotonic())
