"""The product's own tables: every row has a source and an honest mark, and they say what the reference data says."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.rules import tables

DATA = Path(tables.__file__).parents[1] / "data"
SHARED = Path(__file__).parents[4] / "shared" / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.csv"))


def shared(name, key, column):
    """A column of the shared reference data by its key; empty where it does not lie beside the repository."""
    path = SHARED / f"{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: Decimal(row[column]) for row in csv.DictReader(file) if row[column]}


def own(name, key, column):
    return {row[key]: tables.figure(row, column) for row in tables.rows(name)}


@pytest.mark.parametrize("name", NAMES)
class TestTable:
    def test_names_a_source_for_every_row_and_how_sure_we_are(self, name):
        rows = tables.rows(name)

        assert rows
        assert all(row["source"] for row in rows)
        assert {row["confidence"] for row in rows} <= {"read", "transcribed", "memory", "computed"}

    def test_marks_in_every_result_what_was_not_read_in_its_source(self, name):
        for row in tables.rows(name):
            assert (row["confidence"] == "read") or tables.cited(row).endswith(f"({row['confidence']})")


class TestFigures:
    @pytest.mark.parametrize(
        ("name", "key", "value", "column", "expected"),
        [
            ("fnrb", "country", "KEN", "fnrb", "0.29"),
            ("fnrb", "country", "NAM", "fnrb", "0.28"),
            ("grid_factors", "country", "GBR", "gco2e_per_kwh", "237.589"),
            ("grid_factors", "country", "NAM", "gco2e_per_kwh", "59.259"),
            ("biochar_persistence", "soil_temperature_c", "15", "a", "28.16"),
            ("transport_factors", "mode", "bus", "kgco2e_per_km", "0.10471"),
            ("fuels", "fuel", "natural_gas", "kgco2_per_gj", "56.1"),
            ("defaults", "name", "carbon_fraction", "value", "0.47"),
        ],
    )
    def test_are_those_of_the_source(self, name, key, value, column, expected):
        assert tables.figure(tables.by(name, key)[value], column) == Decimal(expected)

    @pytest.mark.parametrize(
        ("name", "key", "column", "there"),
        [
            ("fnrb", "country", "fnrb", ("fnrb_tool33_v3", "iso3", "fnrb")),
            ("grid_factors", "country", "gco2e_per_kwh", ("countries", "iso3", "grid_gco2e_per_kwh")),
            (
                "biochar_persistence",
                "soil_temperature_c",
                "m",
                ("biochar_persistence_puro_2025", "soil_temperature_c", "M"),
            ),
            (
                "biochar_persistence",
                "soil_temperature_c",
                "a",
                ("biochar_persistence_puro_2025", "soil_temperature_c", "a"),
            ),
        ],
    )
    def test_are_those_of_the_reference_data(self, name, key, column, there):
        mine, reference = own(name, key, column), shared(*there)

        assert mine
        assert reference in ({}, mine)

    def test_of_transport_are_those_of_the_reference_data(self):
        reference = shared("transport_factors_uk_2018", "mode", "kgco2e_per_km")
        mine = {row["name"]: tables.figure(row, "kgco2e_per_km") for row in tables.rows("transport_factors")}

        assert {mode: factor for mode, factor in mine.items() if factor and reference.get(mode, factor) != factor} == {}
