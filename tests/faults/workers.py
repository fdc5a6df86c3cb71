"""Real Celery workers on a Valkey of the test's own, to be killed and wiped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from celery import Celery
from django.conf import settings

from config.embedded import valkey
from config.env import BASE_DIR
from tests.faults.processes import wait_until


class Broker:
    """A Valkey that forgets everything when it is told to."""

    def __init__(self, url: str):
        self.url, self.client = url, redis.Redis.from_url(url, retry=None)
        self._sender = Celery("sender", broker=url, set_as_current=False)

    def hint(self, task: str) -> None:
        """Send what beat sends every minute."""
        self._sender.send_task(task, queue=settings.CELERY_TASK_DEFAULT_QUEUE)

    def forget_everything(self) -> None:
        self.client.flushall()

    def answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def close(self) -> None:
        self._sender.close()
        self.client.close()


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.SERVICES.use()
    program = valkey._program(settings.SERVICES.home)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    made = Broker(f"redis://127.0.0.1:{port}/0")
    try:
        wait_until(made.answers, seconds=20, what="Valkey answers")
        yield made
    finally:
        made.close()
        server.kill()
        server.wait()


class Worker:
    """A Celery worker with two children, in a process group of its own."""

    def __init__(self, broker: Broker, log: Path):
        self.log = log
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=2", "--loglevel=INFO"]
        given = os.environ | {"REDIS_URL": broker.url, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "INFO"}
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=BASE_DIR, env=given, stdout=out, stderr=out, start_new_session=True
            )

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return "ready." in self.log.read_text()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def worker(broker: Broker, log: Path) -> Iterator[Worker]:
    started = Worker(broker, log)
    try:
        wait_until(started.is_ready, what="the worker is ready")
        yield started
    finally:
        started.kill()
