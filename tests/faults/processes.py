"""Real processes that race, and the parent that waits for them."""

import multiprocessing
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection, connections

PATIENCE_SECONDS = 240
_fork = multiprocessing.get_context("fork")


def race(work: Callable[[int], Any], racers: int = 16, patience: float = PATIENCE_SECONDS) -> list[Any]:
    """What `work(number)` returns in each of so many processes that all start at the same moment.

    Every process has a connection of its own. An error in any of them fails the test with its traceback.
    """
    barrier = _fork.Barrier(racers)
    started = [_start(work, number, barrier) for number in range(racers)]
    try:
        answers = [_answer(pipe, patience) for _, pipe in started]
    finally:
        for process, _ in started:
            process.join(10)
            process.kill()
    if failed := [told for well, told in answers if not well]:
        raise AssertionError(f"{len(failed)} of {racers} processes failed. The first:\n{failed[0]}")
    return [told for _, told in answers]


def forked(target: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """A process that has none of our connections."""
    connections.close_all()
    process = _fork.Process(target=target, args=args, kwargs=options)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # forking beside pytest-xdist's thread: it holds no lock of ours
        process.start()
    return process


def _start(work: Callable[[int], Any], number: int, barrier: Barrier) -> tuple[Any, Connection]:
    ours, theirs = _fork.Pipe(duplex=False)
    process = forked(_work, work, number, barrier, theirs)
    theirs.close()
    return process, ours


def _work(work: Callable[[int], Any], number: int, barrier: Barrier, pipe: Connection) -> None:
    try:
        connection.ensure_connection()
        barrier.wait(60)
        pipe.send((True, work(number)))
    except BaseException:
        pipe.send((False, traceback.format_exc()))
    finally:
        connections.close_all()


def _answer(pipe: Connection, patience: float) -> tuple[bool, Any]:
    try:
        if pipe.poll(patience):
            return pipe.recv()
        return False, f"It did not end within {patience:,.0f} seconds."
    except EOFError:
        return False, "It was killed."


def wait_until(holds: Callable[[], bool], *, seconds: float = 60, what: str) -> None:
    """Wait for something to become true; fail the test if it does not."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} seconds"
        time.sleep(0.05)
