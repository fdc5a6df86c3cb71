"""The sheet on which an equation is worked through."""

from decimal import Decimal

import pytest

from ledger.rules.worksheets import Worksheet, line


class TestWorksheet:
    def test_writes_down_each_line_as_formula_figures_and_value(self):
        sheet = Worksheet({"stoves": Decimal(3), "saved": Decimal("0.5")})

        sheet.work(line("total", "Saved by all", "stoves * saved", "t"))

        step = sheet.steps[0]
        assert (step.formula, step.substituted, step.value) == ("stoves × saved", "3 × 0.5", Decimal("1.5"))
        assert sheet.figure("total") == Decimal("1.5")

    def test_looks_up_only_what_was_not_stated(self):
        sheet = Worksheet({"fnrb": Decimal("0.1")})

        sheet.look_up("fnrb", "Fraction", Decimal("0.29"), "fraction", where="Kenya", source="a table")

        assert (sheet.figure("fnrb"), sheet.steps) == (Decimal("0.1"), [])

    def test_keeps_numbers_names_and_shares_apart(self):
        sheet = Worksheet({"fuel": "wood", "share": Decimal(1)})

        with pytest.raises(TypeError, match="fuel is not a number"):
            sheet.figure("fuel")
        with pytest.raises(TypeError, match="share is not shares"):
            sheet.shares("share")
