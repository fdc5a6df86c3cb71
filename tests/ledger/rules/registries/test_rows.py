"""One line of a registry's transactions."""

from datetime import date

import pytest

from ledger.rules.registries import rows, serials
from tests.factories.registries import issued, unnumbered

TODAY = date(2026, 5, 1)


def parse(row):
    return rows.parse([row[column] for column in rows.COLUMNS], registries=serials.KNOWN, today=TODAY)


class TestParse:
    def test_reads_a_row(self):
        row = parse(issued(5001, 6000, buffer_quantity="12.5"))

        assert (row.kind, row.quantity, row.buffer, row.vintage) == ("issuance", 1_000_000_000, 12_500_000, 2022)
        assert (row.happened_on, row.serials.first, row.serials.last) == (date(2026, 3, 20), 5001, 6000)

    @pytest.mark.parametrize(
        ("written", "grams"), [("0.002", 2000), ("0.000001", 1), ("9621384.0", 9621384000000), ("1.", 1000000)]
    )
    def test_reads_quantities_exactly(self, written, grams):
        assert parse(unnumbered(quantity=written)).quantity == grams

    @pytest.mark.parametrize(
        ("column", "cell", "reason"),
        [
            ("registry", "vera", "not known"),
            ("transaction_type", "transfer", "issuance, retirement, cancellation"),
            ("project_id", "", "1 to 60"),
            ("quantity", "-5", "negative"),
            ("quantity", "0.0", "zero"),
            ("quantity", "", "plain number"),
            ("quantity", "NaN", "plain number"),
            ("quantity", "inf", "plain number"),
            ("quantity", "1e400", "plain number"),
            ("quantity", "1,000", "plain number"),
            ("quantity", "٣", "plain number"),
            ("quantity", "9" * 15, "more than"),
            ("quantity", "0.0000001", "finer than a gram"),
            ("buffer_quantity", "501", "more than quantity"),
            ("vintage", "22", "not a year"),
            ("vintage", "2050", "not a year"),
            ("transaction_date", "13/04/2026", "YYYY-MM-DD"),
            ("transaction_date", "2026-02-30", "YYYY-MM-DD"),
            ("transaction_date", "20260413", "YYYY-MM-DD"),
            ("transaction_date", "2026-05-02", "future"),
            ("period_end", "2021-12-31", "before period_start 2022-01-01"),
            ("methodology", "x" * 301, "longer than 300"),
            ("serial", "12", "ACR-US"),
        ],
    )
    def test_names_the_column_and_what_would_be_right(self, column, cell, reason):
        with pytest.raises(rows.RowRefused) as refused:
            parse(unnumbered(**{column: cell}))

        assert str(refused.value).startswith(f"{column}: ")
        assert reason in str(refused.value)

    def test_tells_every_problem_of_a_row(self):
        with pytest.raises(rows.RowRefused, match=r"quantity: .*; vintage: .*"):
            parse(unnumbered(quantity="x", vintage="y"))

    def test_refuses_a_quantity_that_is_not_what_the_serial_counts(self):
        with pytest.raises(rows.RowRefused, match="1000 tonnes that the serial counts"):
            parse(issued(5001, 6000, quantity="999"))

    def test_takes_blanks_for_what_the_registry_does_not_say(self):
        row = parse(unnumbered(vintage="", transaction_date="", period_start="", period_end="", methodology=""))

        assert (row.vintage, row.happened_on, row.period_start, row.methodology) == (None, None, None, "")


class TestFingerprint:
    def test_is_the_same_for_what_happened_however_it_is_described(self):
        one = parse(unnumbered(quantity="500.0"))

        assert one.fingerprint == parse(unnumbered(methodology="VM0007", country="AR", buffer_quantity="1")).fingerprint

    @pytest.mark.parametrize(
        "change", [{"quantity": "501"}, {"vintage": "2021"}, {"project_id": "ACR1"}, {"transaction_date": ""}]
    )
    def test_differs_for_something_else(self, change):
        assert parse(unnumbered()).fingerprint != parse(unnumbered(**change)).fingerprint
