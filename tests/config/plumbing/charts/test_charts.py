"""Charts: what is larger is drawn larger, nothing leaves the drawing, and parts fill the whole."""

from decimal import Decimal
from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plumbing.charts import bars, drawing, lines, projection, rings, scales, shares

VALUES = st.lists(st.decimals(min_value=0, max_value=10**15, places=2), min_size=1, max_size=12)


class TestScales:
    @given(most=st.decimals(min_value="0.01", max_value=10**15, places=2), number=st.integers(2, 8))
    def test_end_at_or_just_above_the_largest(self, most, number):
        marks = scales.ticks(most, number)

        assert marks[0] == 0
        assert marks[-2] < most <= marks[-1]
        assert len(marks) <= number + 1

    @pytest.mark.parametrize(("most", "step"), [("4918", 2000), ("100", 25), ("7", 2), ("0.9", "0.25"), ("0", 1)])
    def test_step_by_round_numbers(self, most, step):
        assert scales.step(Decimal(most)) == Decimal(step)


class TestBars:
    @given(values=VALUES)
    def test_stand_on_the_line_and_inside_the_drawing(self, values):
        chart = bars.standing([(str(number), value) for number, value in enumerate(values)])

        for bar in chart.bars:
            assert bar.y + bar.height == chart.baseline
            assert chart.left <= bar.x
            assert bar.x + bar.width <= chart.width
            assert bar.y >= bars.TOP

    @given(values=VALUES)
    def test_are_as_high_as_their_value(self, values):
        chart = bars.standing([("", value) for value in values])
        most = chart.ticks[-1].value

        for bar in chart.bars:
            assert abs(bar.height / (chart.baseline - bars.TOP) - float(bar.value / most)) < 0.005

    def test_write_their_ticks_in_the_callers_words(self):
        chart = bars.standing([("2025", Decimal(4))], words=lambda value: f"{value} t")

        assert chart.ticks[-1].text == "4 t"


class TestShares:
    @given(values=st.lists(st.integers(0, 10**15), min_size=1, max_size=8))
    def test_fill_the_whole_and_hide_no_part(self, values):
        parts = shares.stacked([(str(number), value) for number, value in enumerate(values)])

        assert sum(part.width for part in parts) == (shares.WIDTH if any(values) else 0)
        assert all(part.width >= shares.THINNEST if part.value else part.width == 0 for part in parts)
        assert [part.start for part in parts[1:]] == [part.start + part.width for part in parts[:-1]]


class TestLines:
    POINTS = (
        lines.Point("2024", Decimal(2), Decimal(1), Decimal(3)),
        lines.Point("2025", Decimal(4), Decimal(4), Decimal(4)),
    )

    def test_go_up_where_the_value_does_with_a_band_about_what_is_not_sure(self):
        chart = lines.drawn(self.POINTS)

        first, second = chart.marks
        assert first.x < second.x
        assert first.y > second.y
        assert chart.line == f"M{first.x} {first.y}L{second.x} {second.y}"
        assert chart.band.endswith("z")

    def test_have_no_band_where_all_is_sure(self):
        assert lines.drawn(self.POINTS[1:]).band == ""

    def test_are_drawn_by_their_template(self):
        svg = drawing.draw("lines", chart=lines.drawn(self.POINTS))

        assert svg.count("<path") >= 3
        assert ">2025</text>" in svg


class TestRings:
    def test_lead_from_each_station_to_the_next_and_back(self):
        first, *_, last = rings.arrows(5, centre=(500, 270), radii=(352, 196), clear=0)

        assert first.line.startswith("M500.0 74.0A")
        assert last.line.endswith(" 500.0 74.0")


class TestProjection:
    @pytest.mark.parametrize(
        ("longitude", "latitude", "x", "y"),
        [(-180, 0, 0, None), (180, 0, projection.WIDTH, None), (0, projection.NORTH, projection.WIDTH / 2, 0)],
    )
    def test_puts_the_edges_of_the_world_at_the_edges_of_the_map(self, longitude, latitude, x, y):
        across, down = projection.on_map(longitude, latitude)

        assert across == pytest.approx(x)
        assert y is None or down == pytest.approx(y)

    @given(latitude=st.floats(-55, 80))
    def test_keeps_areas_as_they_are(self, latitude):
        """A small cell of a degree is as large on the map as on the sphere, up to one factor for all."""

        def cell(north):
            (x, y), (x2, _), (_, y2) = (
                projection.on_map(*at) for at in ((20, north), (20.01, north), (20, north + 0.01))
            )
            return (x2 - x) * (y - y2)

        expected = cell(0) * cos(radians(latitude + 0.005))
        assert cell(latitude) == pytest.approx(expected, rel=2e-3)

    def test_makes_the_area_of_a_dot_its_share(self):
        assert projection.radius(0.25, 40) == 20
        assert projection.radius(0, 40) == 0
