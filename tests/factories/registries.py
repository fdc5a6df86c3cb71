"""Files as registries publish them: small ones cell by cell, large ones with the proportions of a real sample."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ledger.rules.registries.rows import COLUMNS

SAMPLES = Path(__file__).parents[2] / "ledger" / "data" / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "data"


class Sample(NamedTuple):
    """A file of real rows, the projects that go with it, and what becomes of its rows."""

    path: Path
    projects: Path
    counts: dict[str, Any]

    @property
    def rows(self) -> list[dict[str, str]]:
        with self.path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


OURS = Sample(SAMPLES / "registry_sample.csv", SAMPLES / "projects_sample.csv", {})
LARGE = Sample(
    SHARED / "registry_transactions_sample.csv",
    SHARED / "registry_projects_sample.csv",
    {
        "rows": 2284,
        "issuances": 1573,
        "retirements": 608,
        "cancellations": 103,
        "matched": 285,
        "unmatched": {"ambiguous": 102, "not-issued": 324},
        "rejected": 0,
    },
)


def samples() -> list[Sample]:
    """Our own sample, and the large one where the folder lies beside us."""
    return [sample for sample in (OURS, LARGE) if sample.path.exists()]


VERRA = {
    "registry": "verra",
    "transaction_type": "issuance",
    "project_id": "VCS3739",
    "quantity": "1000.0",
    "buffer_quantity": "",
    "vintage": "2022",
    "transaction_date": "2026-03-20",
    "period_start": "2022-01-01",
    "period_end": "2022-06-30",
    "methodology": "VM0015",
    "country": "Argentina",
    "serial": "19314-5001-6000-VCS-VCU-466-VER-AR-14-3739-01012022-30062022-1",
}


def issued(first: int = 5001, last: int = 6000, **cells: Any) -> dict[str, str]:
    """A row of an issuance of numbered tonnes; `cells` change what they name."""
    serial = f"19314-{first}-{last}-VCS-VCU-466-VER-AR-14-3739-01012022-30062022-1"
    given = {"serial": serial, "quantity": last - first + 1, **cells}
    return VERRA | {column: str(cell) for column, cell in given.items()}


def retired(first: int = 5001, last: int = 6000, **cells: Any) -> dict[str, str]:
    """A row of a retirement of numbered tonnes, on a day after their issue."""
    return issued(first, last, **{"transaction_type": "retirement", "transaction_date": "2026-04-01", **cells})


def unnumbered(**cells: Any) -> dict[str, str]:
    """A row of an issuance whose registry gives it no serial."""
    plain = {"registry": "american-carbon-registry", "project_id": "ACR1100", "serial": "", "quantity": "500"}
    return VERRA | plain | {column: str(cell) for column, cell in cells.items()}


def sheet(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> io.BytesIO:
    """The rows as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def scaled(rows: list[dict[str, str]], copies: int) -> Iterator[dict[str, str]]:
    """The rows many times over, each time as other projects with serials of their own: the proportions stay real."""
    for copy in range(copies):
        for row in rows:
            ends = row["serial"].split(" - ")  # a block of the CDM is given by its first and its last serial
            serial = " - ".join(re.sub(r"([0-9]+)", rf"\g<1>9{copy}", end, count=1) for end in ends)
            yield row | {"project_id": f"{row['project_id']}-{copy}", "serial": serial}
