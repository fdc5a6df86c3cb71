"""What the books, the main job, the import and the lists do in a second, beside their floors.

Writes docs/benchmarks.md. `--full` takes an hour: a million claims, ten million rows; `--only books,lists` some parts.
"""

import argparse
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command

from tests import databases
from tests.bench import books, growth, imports, lists, reconciliation
from tests.bench.measuring import Figure, machine, table

PARTS: dict[str, Callable[[bool], list[Figure]]] = {
    "books": books.measure,
    "reconciliation": reconciliation.measure,
    "imports": imports.measure,
    "lists": lists.measure,
    "growth": growth.measure,
}
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Measured by `make bench{arguments}` on {day}, medians of three rounds, everything in turn within one run:
read the ratios, since the machine drifts. A ratio is to the floor that stands beside it in the same run.

Machine: {machine}.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="a million claims, ten million rows: takes an hour")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the tables")
    given = parser.parse_args()
    parts = given.only.split(",")
    if unknown := set(parts) - PARTS.keys():
        parser.error(f"There is no part {', '.join(sorted(unknown))}: only {', '.join(PARTS)}.")

    arguments = " ARGS=--full" if given.full else ""
    day = datetime.now(UTC).date()
    lines = []
    for part in parts:
        with _fresh():
            lines = lines or [INTRODUCTION.format(arguments=arguments, day=day, machine=machine())]
            figures = table(PARTS[part](given.full))
        lines += [f"## {part.capitalize()}", "", *figures, ""]
        print(*figures, sep="\n", flush=True)  # noqa: T201
        given.page.write_text("\n".join(lines))


@contextmanager
def _fresh() -> Iterator[None]:
    """A migrated database of its own for one part."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    with databases.made(name), databases.pointed_at(name):
        call_command("migrate", verbosity=0)
        yield
