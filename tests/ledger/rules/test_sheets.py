"""Tables of comma-separated text, read line by line."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import sheets
from ledger.rules.sheets import Sheet, SheetRefused

COLUMNS = ("day", "amount")


def lines(content):
    return list(Sheet(io.BytesIO(content), COLUMNS))


class TestSheet:
    def test_finds_columns_by_their_names_and_passes_over_marks(self):
        (line,) = lines(b"amount,reason,day,line\n5,too small,2026-01-01,7\n")

        assert (line.number, line.cells, line.problem) == (2, ["2026-01-01", "5"], "")

    def test_numbers_lines_as_an_editor_does(self):
        assert [line.number for line in lines(b"day,amount\r\na,1\r\n\r\nb,2")] == [2, 4]

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            (b"a,1,2", "3 cells"),
            (b"a", "1 cells"),
            (b"caf\xe9,1", "byte 4"),
            (b"a\0b,1", "U+0000"),
            (b"a\x1bb,1", "U+001B"),
            ("a\u202eb,1".encode(), "U+202E"),
            (b'"a,1', "quotation mark"),
            (b'"a"b,1', "quotation mark"),
            (b"a" * 65_537 + b",1", "65,536"),
        ],
    )
    def test_refuses_a_line_alone_and_reads_on(self, line, problem):
        refused, good = lines(b"day,amount\n" + line + b"\nb,2\n")

        assert problem in refused.problem
        assert (good.number, good.cells) == (3, ["b", "2"])

    def test_shows_what_stands_in_a_line_that_is_refused(self):
        (refused,) = lines(b"day,amount\ncaf\xe9,1\n")

        assert refused.cells == ["café", "1"]

    def test_takes_other_columns_where_they_are_wanted(self):
        sheet = Sheet(io.BytesIO(b"heat,day,line,amount\n7,a,3,1\n"), COLUMNS, others=True)

        assert sheet.columns == ("day", "amount", "heat")
        assert [line.cells for line in sheet] == [["a", "1", "7"]]

    def test_keeps_memory_flat_whatever_the_length_of_a_line(self):
        class Endless(io.RawIOBase):
            """A first line, and then a gigabyte without an end of line."""

            left, longest = 1 << 30, 0

            def readline(self, size=-1, /):
                if self.left == 1 << 30:
                    self.left -= 1
                    return b"day,amount\n"
                taken = min(size, self.left)
                self.left -= taken
                self.longest = max(self.longest, taken)
                return b"a" * taken

        endless = Endless()
        (refused,) = Sheet(endless, COLUMNS)

        assert "65,536" in refused.problem
        assert endless.longest <= sheets.MAX_LINE + 1

    @pytest.mark.parametrize("content", [b"\n\n", b"day\tamount\n", b"day,amount,amount\n", b"\xe9,day\n", b"{}\n"])
    def test_refuses_what_is_no_table_of_these_columns(self, content):
        with pytest.raises(SheetRefused):
            lines(content)


MARKS = "\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=MARKS), max_size=30)


class TestWritten:
    @given(st.text(max_size=30))
    def test_makes_every_cell_harmless_and_gives_it_back_whole(self, cell):
        harmless = sheets.neutralised(cell)

        assert not harmless.startswith(sheets.FORMULA_STARTS)
        assert sheets.revived(harmless) == cell

    @given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
    def test_is_read_back_as_it_was(self, rows):
        content = sheets.written(COLUMNS) + "".join(sheets.written(row) for row in rows)

        assert [tuple(line.cells) for line in lines(content.encode())] == rows
