"""Reading another registry's transactions: rows a second, the real proportions many times over."""

from datetime import date

from ledger.actions import imports
from tests.bench.measuring import Figure, seconds
from tests.factories.registries import samples, scaled, sheet

TODAY = date(2026, 11, 22)


def measure(full: bool) -> list[Figure]:
    sample = samples()[-1]
    copies = (200_000 if full else 10_000) // len(sample.rows)
    stream = sheet(*scaled(sample.rows, copies))
    number = copies * len(sample.rows)

    took = seconds(lambda: imports.read_registry(stream=stream, name="bench.csv", today=TODAY))
    stream.seek(0)
    again = seconds(lambda: imports.read_registry(stream=stream, name="bench.csv", today=TODAY))

    first = Figure(f"a file of {number:,} rows", number / took, "rows")
    return [first, Figure("the same file again, which changes nothing", number / again, "rows", first)]
