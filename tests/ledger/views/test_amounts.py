"""Amounts as people read them."""

from decimal import Decimal

import pytest

from ledger.models import Unit
from ledger.templatetags import amounts


class TestMass:
    @pytest.mark.parametrize(
        ("grams", "shown"),
        [
            (0, "0 kg CO₂e"),
            (1, "0.001 kg CO₂e"),
            (10_000, "10 kg CO₂e"),
            (999_999, "999.999 kg CO₂e"),
            (1_801_841, "1.802 t CO₂e"),
            (136_532_228_160_000, "136,532,228 t CO₂e"),
            (None, "not known yet"),
        ],
    )
    def test_is_in_the_unit_that_reads_best(self, grams, shown):
        assert amounts.mass(grams).replace("\u00a0", " ") == shown


class TestMoney:
    def test_has_its_currency(self):
        assert amounts.money(123_456) == "€1,234.56"
        assert amounts.money(5, "CHF") == "0.05\u00a0CHF"


class TestOfUnit:
    def test_is_told_by_the_unit(self):
        assert amounts.of_unit(150, Unit(code="EUR", kind="money", scale=2)) == "€1.50"
        assert amounts.of_unit(1_500, Unit(code="kgN", name="kg N", kind="budget", scale=3)) == "1.5\u00a0kg N"


class TestPercent:
    def test_of_shares_and_parts_per_million(self):
        assert amounts.percent(Decimal("0.1")) == "10\u00a0%"
        assert amounts.ppm(200_000) == "20\u00a0%"
