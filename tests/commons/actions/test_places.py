"""The places that come with the product."""

import csv

import pytest
from django.core.management import call_command

from commons.actions import places
from commons.models import Place
from commons.queries import places as queries

pytestmark = pytest.mark.django_db


class TestLoad:
    def test_reads_the_planet_every_country_and_what_lies_in_them(self):
        places.load()

        assert Place.objects.filter(kind="country").count() == 249
        samso = Place.objects.get(path="earth.dk.82.samso")
        assert [place.path for place in queries.ancestors(samso)] == [
            "earth.dk.82.samso",
            "earth.dk.82",
            "earth.dk",
            "earth",
        ]
        assert (samso.name, samso.parent.parent.code) == ("Samsø", "DK")

    def test_changes_nothing_the_second_time(self):
        places.load()
        before = set(Place.objects.values_list("id", "path"))

        call_command("load_reference")

        assert set(Place.objects.values_list("id", "path")) == before

    def test_names_a_source_for_every_figure(self):
        with places.SHIPPED.open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))

        assert all(row["source"] for row in rows)
        assert len({row["path"] for row in rows}) == len(rows)


class TestPublicPlace:
    @pytest.mark.parametrize(
        ("exact", "public"),
        [
            ("earth.gb.wls.abercynon", "earth.gb.wls"),
            ("earth.gb.wls.rct", "earth.gb.wls.rct"),
            ("earth.dk.82.samso", "earth.dk"),
            ("earth.aq", "earth"),
        ],
    )
    def test_is_the_narrowest_with_ten_thousand_people(self, exact, public):
        places.load()

        assert queries.public_place(Place.objects.get(path=exact)).path == public
