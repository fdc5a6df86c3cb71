"""What money may be spent on."""

import pytest

from ledger.rules.earmarks import Earmark

WOOD = ("afforestation", "earth.gb.wls", 2025)


class TestAdmits:
    @pytest.mark.parametrize(
        "earmark",
        [
            Earmark(),
            Earmark(family="afforestation"),
            Earmark(place="earth"),
            Earmark(place="earth.gb.wls"),
            Earmark(vintages=(2025, 2025)),
            Earmark("afforestation", "earth.gb", (2020, 2030)),
        ],
    )
    def test_lets_through_what_fits(self, earmark):
        assert earmark.admits(*WOOD)

    @pytest.mark.parametrize(
        "earmark",
        [
            Earmark(family="biochar"),
            Earmark(place="earth.gb.wls.rct"),
            Earmark(place="earth.g"),
            Earmark(place="earth.fr"),
            Earmark(vintages=(2026, 2030)),
            Earmark("afforestation", "earth.gb", (2020, 2024)),
        ],
    )
    def test_keeps_out_what_does_not(self, earmark):
        assert not earmark.admits(*WOOD)


class TestBreadth:
    def test_sorts_the_narrowest_first(self):
        in_order = [
            Earmark("afforestation", "earth.gb", (2025, 2025)),
            Earmark("afforestation", "earth.gb.wls"),
            Earmark("afforestation", "earth.gb"),
            Earmark(family="afforestation", vintages=(2025, 2025)),
            Earmark(place="earth.gb.wls"),
            Earmark(place="earth"),
            Earmark(vintages=(2020, 2030)),
            Earmark(),
        ]

        widest_first = in_order[::-1]

        assert sorted(widest_first, key=lambda earmark: earmark.breadth) == in_order

    def test_is_the_same_for_equals(self):
        assert Earmark(family="a").breadth == Earmark(family="b").breadth
