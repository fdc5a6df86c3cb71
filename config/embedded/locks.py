"""Locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path


class _Lock:
    name: str

    def __init__(self, home: Path):
        self._fd = os.open(home / self.name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def close(self) -> None:
        os.close(self._fd)


class Turn(_Lock):
    """Only one process at a time starts or stops servers."""

    name = "turn.lock"

    def __enter__(self) -> "Turn":
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Users(_Lock):
    """Held, shared, by every process that uses the servers. Join, ask and leave only in one's turn."""

    name = "users.lock"

    def join(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        self.close()
