"""A crash at any statement: before it, after it, and around each COMMIT."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.faults.processes import forked


class Points:
    """Counts the moments at which a process could die, and dies at one of them."""

    def __init__(self, fatal: int | None = None):
        self.passed, self.fatal = 0, fatal

    def reached(self) -> None:
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1

    def around(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.reached()
        result = execute(*args)
        self.reached()
        return result


@contextmanager
def watched(points: Points) -> Iterator[None]:
    commit = connection._commit
    connection._commit = lambda: points.around(commit)
    with connection.execute_wrapper(points.around):
        yield


def points_of(work: Callable[[], Any]) -> int:
    """At how many moments the work could die; it is done then."""
    points = Points()
    with watched(points):
        work()
    del connection._commit
    return points.passed


def die_at(point: int, work: Callable[[], Any]) -> None:
    """Let a process do the work and kill it at that moment of it."""

    def doomed() -> None:
        with watched(Points(fatal=point)):
            work()

    process = forked(doomed)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL, f"It went past point {point} and ended with {process.exitcode}."
