"""Files as registries publish them: small ones cell by cell, large ones with the proportions of a real sample."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.rules.registries.rows import COLUMNS

SHARED = Path(__file__).parents[3] / "shared" / "data"
TRANSACTIONS = SHARED / "registry_transactions_sample.csv"
PROJECTS = SHARED / "registry_projects_sample.csv"
SPELLINGS = SHARED / "offset_protocol_names.csv"

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


def real() -> list[dict[str, str]]:
    """The rows of the real sample, in its order."""
    with TRANSACTIONS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def scaled(rows: list[dict[str, str]], copies: int) -> Iterator[dict[str, str]]:
    """The rows many times over, each time as other projects with serials of their own: the proportions stay real."""
    for copy in range(copies):
        for row in rows:
            ends = row["serial"].split(" - ")  # a block of the CDM is given by its first and its last serial
            serial = " - ".join(re.sub(r"[0-9]+", lambda found: f"{found[0]}9{copy}", end, count=1) for end in ends)
            yield row | {"project_id": f"{row['project_id']}-{copy}", "serial": serial}
