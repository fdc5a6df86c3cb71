"""The product in a process of its own, on a database that tests filled, for as long as a block runs."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PATIENCE_SECONDS = 60


@contextmanager
def serving(database: str, mail: Path) -> Iterator[str]:
    """Its address. Mail that it sends is written to files in `mail`."""
    port = _free_port()
    address, log = f"http://127.0.0.1:{port}", mail / "server.log"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8"]
    told = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "WORLD_DATABASE": database, "WORLD_MAIL": str(mail)}
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.tethered", str(os.getpid()), *command],
            cwd=settings.BASE_DIR, env=os.environ | told, stdout=lines, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server of the browser tests did not start:\n{log.read_text()}")
