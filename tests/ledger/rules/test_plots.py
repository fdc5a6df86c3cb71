"""Plots: which outlines are taken, and that drawing them in never leaves them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import plots

SQUARE = [[51.60, -3.30], [51.60, -3.29], [51.61, -3.29], [51.61, -3.30]]


class TestOutline:
    def test_runs_anticlockwise_whichever_way_it_was_walked(self):
        assert set(plots.outline(SQUARE)) == set(plots.outline(SQUARE[::-1]))
        assert plots.outline(SQUARE)[0] in plots.outline(SQUARE[::-1])

    def test_closes_itself(self):
        assert plots.outline([*SQUARE, SQUARE[0]]) == plots.outline(SQUARE)

    @pytest.mark.parametrize(
        "corners",
        [
            None,
            "a field",
            SQUARE[:2],
            [[51, -3], [51, -3], [52, -3]],
            [[51, -3], [52, -3], [53, -3]],
            [[0, 0], [1, 1], [1, 0], [0, 1]],
            [[91, 0], [0, 0], [0, 1]],
            [["NaN", 0], [0, 0], [0, 1]],
            [["1e999", 0], [0, 0], [0, 1]],
            [[0, 179], [0, -179], [1, 179]],
            [[0], [1, 0], [1, 1]],
        ],
    )
    def test_refuses_what_is_no_plot(self, corners):
        with pytest.raises(errors.BadInput) as refusal:
            plots.outline(corners)

        assert refusal.value.field.startswith("outline")


class TestInterior:
    @given(
        st.integers(-80_000_000, 80_000_000),
        st.integers(-170_000_000, 170_000_000),
        st.integers(100, 50_000),
        st.integers(100, 50_000),
        st.integers(-100, 100),
    )
    def test_lies_half_a_metre_inside_every_edge(self, south, west, high, wide, percent):
        slant = high * percent // 100
        corners = [
            (west, south),
            (west + wide, south),
            (west + wide + slant, south + high),
            (west + slant, south + high),
        ]

        drawn = plots.interior(corners)

        for number, end in enumerate(corners):
            start = corners[number - 1]
            length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
            for x, y in drawn:
                turn = (end[0] - start[0]) * (y - start[1]) - (end[1] - start[1]) * (x - start[0])
                assert turn / length > plots.DRAWN_IN * 0.99

    def test_refuses_a_strip_too_narrow_to_draw_in(self):
        with pytest.raises(errors.BadInput):
            plots.interior([(0, 0), (1000, 0), (1000, 8), (0, 8)])


class TestArea:
    def test_is_right_for_a_square_on_the_equator(self):
        side = round(100 / plots.METRES_PER_MICRODEGREE)

        assert plots.area_ha([(0, 0), (side, 0), (side, side), (0, side)]) == pytest.approx(
            Decimal(1), rel=Decimal("0.01")
        )
