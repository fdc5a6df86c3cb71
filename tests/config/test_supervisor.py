import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import pytest

from config import supervisor
from config.env import BASE_DIR

PATIENCE_SECONDS = 60


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(committed_db, port, tmp_path):
    """`manage.py serve` in a process of its own, once it has said where."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    with process:
        output = []
        while not any("Serving at" in line for line in output[-1:]):
            output.append(process.stdout.readline())
            assert output[-1], "".join(output)
        yield process
        process.kill()


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def becomes_true(ask: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if ask():
            return True
        time.sleep(0.1)
    return False


class TestServe:
    @pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_leaves_nothing_running_however_it_ends(self, served, port, sign):
        parts = children_of(served.pid)
        workers = [worker for part in parts for worker in children_of(part)]
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()

        served.send_signal(sign)

        assert answer == b"ok\n"
        assert len(parts) == 3
        assert becomes_true(lambda: not any(lives(pid) for pid in parts + workers))

    def test_ends_with_what_is_wrong_when_a_part_ends(self, served):
        os.kill(children_of(served.pid)[1], signal.SIGKILL)

        output = served.stdout.read()

        assert served.wait() == 1
        assert "worker has ended by itself" in output


class TestFreePort:
    def test_is_the_next_one_where_the_first_is_taken(self, port):
        with socket.socket() as other:
            other.bind(("127.0.0.1", port))
            other.listen()

            found = supervisor.free_port("127.0.0.1", port, strict=False)

        assert port < found <= port + supervisor.PORTS_TRIED

    def test_that_was_asked_for_is_not_replaced(self, port):
        with socket.socket() as other:
            other.bind(("127.0.0.1", port))
            other.listen()

            with pytest.raises(supervisor.SupervisorError, match=f"Port {port} .* is taken"):
                supervisor.free_port("127.0.0.1", port, strict=True)
