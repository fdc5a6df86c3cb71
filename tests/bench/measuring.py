"""Rates side by side: everything in turn, round after round, so that a slow minute of the machine slows all alike."""

import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

ROUNDS = 3
SECONDS = 2.0

Work = Callable[[], int]


@dataclass(frozen=True)
class Figure:
    """How much of `what` is done in a second, and how that compares with a floor of the same run."""

    what: str
    rate: float
    unit: str
    floor: "Figure | None" = None
    aim: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.rate / self.floor.rate if self.floor else None


def rate(work: Work, seconds: float = SECONDS) -> float:
    """How much a second the work does; it says how much it did each time."""
    work()
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        done += work()
    return done / spent


def side_by_side(rates: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each over the rounds."""
    seen: dict[str, list[float]] = {name: [] for name in rates}
    for _ in range(rounds):
        for name, measured in rates.items():
            seen[name].append(measured())
    return {name: statistics.median(values) for name, values in seen.items()}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def machine() -> str:
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')"
        )
        version, fsync, commit = cursor.fetchone()
    busy = Path("/proc/loadavg").read_text().split()[0]
    server = f"PostgreSQL {version} (fsync {fsync}, synchronous_commit {commit})"
    return (
        f"{len(models)} cores ({models[0] if models else 'unknown'}), {memory / 2**20:.0f} GiB, "
        f"Linux {platform.release()}, Python {platform.python_version()}, {server}; load {busy} when it began"
    )


def _lines(path: str) -> Iterable[str]:
    return Path(path).read_text().splitlines()


def table(figures: Iterable[Figure]) -> list[str]:
    lines = ["| what | a second | of its floor | aim |", "|---|--:|--:|--:|"]
    for figure in figures:
        ratio = f"{figure.ratio:.2f} of {figure.floor.what}" if figure.floor else ""
        aim = f"{figure.aim:.2f}" if figure.aim else ""
        what = f"{figure.what} ({figure.note})" if figure.note else figure.what
        lines.append(f"| {what} | {figure.rate:,.0f} {figure.unit} | {ratio} | {aim} |")
    return lines
