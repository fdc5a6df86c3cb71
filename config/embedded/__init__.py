"""PostgreSQL and Valkey from their wheels, under the data directory, for whoever has no servers of their own.

A server runs for as long as one of our processes uses it. Each user holds a shared lock, which the kernel
drops when the process ends, however it ends; the last one out stops the servers. After a `kill -9` of the
last one they run on until the next user comes, adopts them, and stops them at its end.
"""

import atexit
import os
from pathlib import Path
from typing import Any

from config.embedded import places, postgres, valkey
from config.embedded.errors import EmbeddedError
from config.embedded.locks import Turn, Users

__all__ = ["EmbeddedError", "Services", "use"]


class Services:
    """The two servers of one data directory. Making one starts nothing: it only knows the addresses."""

    def __init__(self, data_dir: Path, options: dict[str, str] | None = None):
        self.data_dir = data_dir
        self.home = places.home(data_dir)
        self.sockets = places.sockets(self.home)
        self.options = options or {}
        self._users: Users | None = None
        self._pid = 0

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.sockets}/{valkey.SOCKET}"

    @property
    def cache_url(self) -> str:
        return f"unix://{self.sockets}/{valkey.SOCKET}"

    def database(self, *, as_owner: bool, name: str = postgres.DATABASE) -> dict[str, Any]:
        """Django's DATABASES entry, with the engine that starts the servers at the first connection."""
        role = postgres.OWNER if as_owner else postgres.APP
        return {"ENGINE": "config.embedded.engine", "NAME": name, "USER": role, "HOST": str(self.sockets)}

    def url(self, role: str, name: str = postgres.DATABASE) -> str:
        """The same for another program, in libpq's form."""
        return f"postgres://{role}@/{name}?host={self.sockets}"

    def use(self) -> None:
        """Have both servers running until this process ends."""
        if self._pid == os.getpid():
            return
        self._forget()  # what we have from the process that we were forked from
        places.make_home(self.home, self.data_dir)
        with Turn(self.home):
            places.make_private(self.sockets)
            self._users = Users(self.home)
            self._users.join()
            try:
                postgres.ensure(self.home, self.sockets, self.options)
                valkey.ensure(self.home, self.sockets)
            except BaseException:
                self._forget()
                raise
        self._pid = os.getpid()
        atexit.register(self.leave)

    def leave(self) -> None:
        """Say that this process is done; the last one out stops the servers."""
        if self._pid != os.getpid() or self._users is None:
            return
        with Turn(self.home):
            if self._users.is_last():
                self._stop()
            self._forget()
        atexit.unregister(self.leave)

    def _forget(self) -> None:
        if self._users:
            self._users.leave()
        self._users, self._pid = None, 0

    def stop(self) -> None:
        """Stop both servers, whoever uses them."""
        if self.home.exists():
            with Turn(self.home):
                self._stop()

    def _stop(self) -> None:
        valkey.stop(self.home)
        postgres.stop(self.home, self.sockets)
        places.remove(self.sockets)


def use() -> None:
    """Have the servers of the settings running, where the settings name none of their own."""
    from django.conf import settings

    settings.SERVICES.use()
