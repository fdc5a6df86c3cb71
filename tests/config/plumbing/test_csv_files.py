"""CSV files: sent as they are read, and harmless in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest

from config.plumbing import csv_files


class TestCell:
    @pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@x", "\tx", "\rx", "\n=x", "＝1"])
    def test_quotes_a_text_that_a_spreadsheet_would_run(self, text):
        assert csv_files.cell(text) == f"'{text}"

    @pytest.mark.parametrize(
        ("value", "written"), [(Decimal("-1.5"), Decimal("-1.5")), (-3, -3), (None, ""), ("a", "a")]
    )
    def test_leaves_numbers_and_other_texts(self, value, written):
        assert csv_files.cell(value) == written


class TestLines:
    def test_come_one_by_one(self):
        read = []
        rows = (read.append(number) or [number] for number in range(3))

        found = csv_files.lines(["number"], rows)

        assert (next(found), read) == ("\ufeffnumber\r\n", [])
        assert (next(found), read) == ("0\r\n", [0])

    def test_keep_commas_quotes_and_other_scripts(self):
        text = "".join(csv_files.lines(["a", "b"], [['Wales, "north"', "مصر"]]))

        assert list(csv.reader(io.StringIO(text)))[1] == ['Wales, "north"', "مصر"]


class TestResponse:
    def test_is_a_download_of_that_name(self):
        answer = csv_files.response("claims.csv", ["a"], [[1]])

        assert answer["Content-Disposition"] == 'attachment; filename="claims.csv"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content).decode("utf-8-sig") == "a\r\n1\r\n"
