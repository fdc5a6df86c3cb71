"""Spellings of methods."""

import csv
from collections import defaultdict

import pytest

from ledger.actions import imports
from ledger.rules.registries import protocols
from tests.factories.registries import SHARED, samples

SPELLINGS = SHARED / "offset_protocol_names.csv"
REGISTRIES = {"iso": "isometric", "car": "climate-action-reserve"}


class TestMatch:
    @pytest.mark.parametrize(
        ("spelling", "registry", "found"),
        [
            ("CDM - ACM0002: Grid-connected electricity generation from renewable sources", "", ("acm0002",)),
            ("acm 0002 ver.20", "", ("acm0002",)),
            ("AMS I D: Grid Connected renewable electricity generation", "", ("ams-i-d",)),
            ("AMS – 1.D Grid connected", "", ("ams-i-d",)),
            ("AMD ID (Version-18)", "", ("ams-i-d",)),
            ("AMS-II.G.; VMR0006; AMS-III.AR", "", ("ams-ii-g", "ams-iii-ar", "vmr0006")),
            ("VM00015", "verra", ("vm0015",)),
            ("AR-AM0005; AR-ACM0003", "", ("ar-acm0003", "ar-am0005")),
            ("ＡＣＭ０００２", "", ("acm0002",)),
            ("Landfill Gas Capture/Combustion - Version 6.0", "climate-action-reserve", ("car-landfill",)),
            ("Livestock", "california-arb", ("arb-livestock",)),
            ("biochar", "isometric", ("iso-biochar",)),
            ("Biochar", "climate-action-reserve", ("car-biochar",)),
            ("gs tpddtec â€“ v3.1", "gold-standard", ("gs-tpddtec",)),
            ("Livestock", "verra", ()),
            ("Not provided", "", ()),
            ("", "", ()),
            ("Something of our own", "", ()),
        ],
    )
    def test_finds_every_protocol_that_is_meant(self, spelling, registry, found):
        assert imports.protocols_of(spelling, registry) == found

    def test_maps_every_stated_method_of_the_real_rows(self):
        stated = {
            (row["methodology"], row["registry"])
            for sample in samples()
            for row in sample.rows
            if protocols.is_stated(row["methodology"])
        }

        assert [one for one in stated if not imports.protocols_of(*one)] == []


class TestTable:
    def test_refuses_a_title_that_means_two_protocols(self):
        titles = [protocols.Title("a", "", "Rice - Version 1"), protocols.Title("b", "", "rice")]

        with pytest.raises(ValueError, match="two protocols"):
            protocols.Table.of(titles)


def measured(path):
    """How many of the listed pairs of protocol and spelling we find, of how many."""
    with path.open(newline="", encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    programmes = defaultdict(set)
    for pair in pairs:
        programmes[pair["known_string"]].add(pair["program"])
    right = sum(
        pair["protocol"] in (found := imports.protocols_of(pair["known_string"], _registry(pair)))
        or (pair["protocol"] == "unknown" and (not found or not protocols.is_stated(pair["known_string"])))
        for pair in pairs
    )
    return right, len(pairs)


def _registry(pair):
    return "climate-action-reserve" if pair["protocol"].startswith("car-") else REGISTRIES.get(pair["program"], "")


@pytest.mark.parametrize("path", [path for path in [SPELLINGS] if path.exists()])
class TestListedSpellings:
    def test_finds_all_but_eight_that_the_list_has_otherwise(self, path):
        assert measured(path) == (1028, 1036)
