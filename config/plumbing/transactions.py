"""The transaction at the edge: opened once, settled once, tried again when the database asks for it."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import IntegrityError, OperationalError, transaction

ATTEMPTS = 3
RETRIED = {"40001": "serialization failure", "40P01": "deadlock"}
UNIQUE_VIOLATION = "23505"

F = TypeVar("F", bound=Callable[..., Any])


class TryAgain(Exception):
    """Somebody else got there first: run again from the start, the answer may be another now."""


class _State(threading.local):
    """What this thread's edge, if any, must still do before it commits."""

    hooks: list[Callable[[], None]] | None = None
    retries_conflicts = False


_state = _State()


def is_open() -> bool:
    """Whether we are inside an edge."""
    return _state.hooks is not None


def before_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once, as the last thing of the edge that is open. Raises RuntimeError outside of one."""
    if _state.hooks is None:
        raise RuntimeError("Nothing is recorded outside of an edge: wrap the call in transactions.edge().")
    if hook not in _state.hooks:
        _state.hooks.append(hook)


def retry_on_conflict() -> None:
    """A unique violation in this edge may be our own request, sent twice: run it again, to find the other's result."""
    _state.retries_conflicts = True


def forget_on_rollback(forget: Callable[[], None]) -> Callable[[], None]:
    """Register `forget` to run when an edge fails, so that what it had collected does not leak into the next."""
    _forgetters.append(forget)
    return forget


_forgetters: list[Callable[[], None]] = []


@contextmanager
def _once() -> Iterator[None]:
    if is_open():  # an edge within an edge is the same edge
        yield
        return
    _state.hooks, _state.retries_conflicts = [], False
    try:
        with transaction.atomic():
            yield
            while _state.hooks:
                _state.hooks.pop(0)()
    except BaseException:
        for forget in _forgetters:
            forget()
        raise
    finally:
        _state.hooks = None


def _passes(error: Exception) -> bool:
    """Whether another try may go otherwise."""
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, TryAgain) or code in RETRIED or (code == UNIQUE_VIOLATION and _state.retries_conflicts)


class edge:  # noqa: N801  (reads as the verb it is, like transaction.atomic)
    """Everything inside commits together, or not at all; works as `with edge():` and as `@edge()`.

    As a decorator it also retries deadlocks and serialization failures, three tries in all, because
    only a function can be run again. Inside another edge it is a part of that one.
    """

    def __enter__(self) -> None:
        self._context = _once()
        self._context.__enter__()

    def __exit__(self, *exc: Any) -> bool | None:
        return self._context.__exit__(*exc)

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            if is_open():
                return function(*args, **kwargs)
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with _once():
                        return function(*args, **kwargs)
                except (TryAgain, OperationalError, IntegrityError) as error:
                    if attempt == ATTEMPTS or not _passes(error):
                        raise

        return cast(F, run)
