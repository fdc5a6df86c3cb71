"""Looking at, starting and ending processes of the servers' user."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.embedded import places
from config.embedded.errors import EmbeddedError

LEAST_FREE_BYTES = 200 * 1024 * 1024


def run(command: list[str | Path], *, cwd: Path) -> subprocess.CompletedProcess:
    """Run to its end as the servers' user, without our environment, which may name other servers."""
    account = places.server_account()
    as_other: dict[str, Any] = (
        {"user": account.uid, "group": account.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **as_other,
    )


def lives_in(pid: int, folder: Path) -> bool:
    """Whether the process is alive (no zombie) and works in that folder: a number alone may have been given anew."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and os.path.samefile(f"/proc/{pid}/cwd", folder)
    except (OSError, IndexError):
        return False


def all_in(folder: Path) -> list[int]:
    """Every live process that works in that folder."""
    pids = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return [pid for pid in pids if lives_in(pid, folder)]


def end(pids: Iterable[int], folder: Path, *signals: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait so many seconds for it, until none of the processes lives."""
    left = [pid for pid in pids if lives_in(pid, folder)]
    for sign, patience in signals:
        for pid in left:
            _send(pid, sign)
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            time.sleep(0.01)
            left = [pid for pid in left if lives_in(pid, folder)]
        if not left:
            return


def _send(pid: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def need_room(folder: Path) -> None:
    """Raises EmbeddedError if the disk is nearly full."""
    disk = os.statvfs(folder)
    if (free := disk.f_bavail * disk.f_frsize) < LEAST_FREE_BYTES:
        raise EmbeddedError(
            f"The disk of {folder} is nearly full ({free // 2**20} MiB free, {LEAST_FREE_BYTES // 2**20} needed). "
            "Make room, or set DATA_DIR to another disk."
        )


def tail(log: Path, lines: int = 5) -> str:
    """The last lines of a server's log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
