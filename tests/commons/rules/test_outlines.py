"""Outlines: cut at 180 degrees, simplified with their neighbours, and drawn small."""

import csv
import gzip
import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command

from commons.actions import places
from commons.rules import centres, outlines
from commons.rules.outlines import Outline

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
# Two countries side by side; the border between them is one arc, which the second goes along backwards.
TOPOLOGY = {
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [[[10, 0], [0, 5], [0, 5]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "826", "arcs": [[0, 1]]},
                {"type": "Polygon", "arcs": [[2, -1]]},
            ]
        }
    },
}


class TestCut:
    def test_leaves_a_ring_that_crosses_nothing(self):
        (piece,) = outlines.cut(SQUARE)

        assert set(piece) == set(SQUARE)

    def test_parts_a_ring_at_180_degrees(self):
        east, west = sorted(outlines.cut([(170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0)]), key=min, reverse=True)

        assert {x for x, _ in east} == {170, 180}
        assert {x for x, _ in west} == {-180, -170}

    def test_closes_a_ring_round_the_pole_over_it(self):
        (piece,) = outlines.cut([(-180, -70), (-60, -75), (60, -75), (180, -70)])

        assert {(-180, -90.0), (180, -90.0)} <= set(piece)


class TestRead:
    def test_keeps_the_border_of_neighbours_the_same_and_names_them(self):
        first, second = outlines.read(TOPOLOGY, {"826": "GB"})

        assert (first.code, second.code) == ("GB", "")
        assert set(first.rings[0]) & set(second.rings[0]) == {(10, 0), (10, 10)}
        assert (first.centre, second.centre) == ((5, 5), (15, 5))


class TestPath:
    def test_moves_in_whole_units_and_comes_back(self):
        drawn = outlines.path(Outline("GB", (tuple(SQUARE[:-1]),)))

        assert drawn.startswith("M1000 ")
        assert drawn.endswith("z")
        assert "." not in drawn

    def test_is_empty_below_the_map(self):
        assert outlines.path(Outline("AQ", (((0, -70), (10, -70), (10, -80)),))) == ""


class TestDrawOutlines:
    def test_writes_the_map_and_the_centres(self, tmp_path):
        (tmp_path / "shapes.json").write_text(json.dumps(TOPOLOGY))

        call_command("draw_outlines", tmp_path / "shapes.json", into=tmp_path, verbosity=0)

        paths = ElementTree.parse(tmp_path / "static/maps/world.svg").iter(f"{SVG}path")
        assert [path.get("id") for path in paths] == [None, "gb"]
        assert (tmp_path / "commons/data/centres.csv").read_text().splitlines()[1:] == ["GB,5.0,5.0"]


class TestShippedMap:
    MAP = settings.BASE_DIR / "static" / "maps" / "world.svg"

    def test_is_small_and_names_its_source(self):
        assert len(gzip.compress(self.MAP.read_bytes())) < 20_000
        assert "Natural Earth" in self.MAP.read_text()

    def test_has_a_shape_or_a_dot_for_each_country(self):
        shapes = {path.get("id") for path in ElementTree.parse(self.MAP).iter(f"{SVG}path")}
        with places.SHIPPED.open(newline="") as lines:
            codes = {row["code"] for row in csv.DictReader(lines) if row["kind"] == "country"}

        known = centres.of_countries()

        assert codes - known.keys() == {"AQ"}
        assert {code.lower() for code, centre in known.items() if centre.drawn} == shapes - {None}

    @pytest.mark.parametrize(
        ("code", "longitude", "latitude"), [("GB", -2, 53), ("FJ", 178, -18), ("RU", 99, 62), ("MT", 14.4, 35.9)]
    )
    def test_puts_a_country_where_it_is(self, code, longitude, latitude):
        centre = centres.of_countries()[code]

        assert abs(centre.longitude - longitude) < 3
        assert abs(centre.latitude - latitude) < 3
