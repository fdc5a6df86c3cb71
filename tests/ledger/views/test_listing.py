"""The list of claims: filters, orders, views, the file, and what is offered where nothing fits."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.models import Agent, Place
from ledger.models import Claim
from ledger.views import listing
from tests.factories import claims, funds, people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db

YEAR_BEFORE = {"first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)}


@pytest.fixture(autouse=True)
def fresh_totals():
    cache.clear()


def references(address):
    page = visit(browser(), address)
    found = [link.split("/")[2] for link in page.links if link.startswith("/claims/C-")]
    return list(dict.fromkeys(found))


def reference(claim):
    return Claim.objects.values_list("reference", flat=True).get(pk=claim.pk)


def rows(address):
    answer = browser().get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def smaller(asha, **changes):
    """Half the heat, so about half the quantity."""
    return claims.submitted(asha, inputs={**claims.HEAT_PUMP, "heat": "6000 kWh"}, **changes)


class TestList:
    def test_narrows_by_what_stands_in_the_address(self):
        asha = people.person("Asha")
        measured, declared = claims.submitted(asha), claims.submitted(asha, tier="self-declared")

        assert references("/claims/?tier=measured&vintage=2024") == []
        assert references("/claims/?tier=measured&place=wales&vintage=2025") == [reference(measured)]
        assert references("/claims/?q=HEAT pump&state=submitted") == [reference(declared), reference(measured)]
        assert references(f"/claims/?q={reference(measured).lower()}") == [reference(measured)]

    def test_finds_what_is_open_to_fund(self):
        batch = funds.issued("Asha")
        claims.submitted(people.person("Bela"))

        assert references("/claims/?open=on") == [batch.claim.reference]

    @pytest.mark.parametrize("text", ["kísumu", "KISUMU", "كينيا", "Кения", "Quênia", "kenia"])
    def test_finds_places_whatever_the_accents_and_the_language(self, text):
        place = people.place("earth.ke.17")
        Place.objects.filter(path="earth.ke").update(code="KE")
        asha = people.person("Asha")
        there = claims.submitted(asha, asset=claims.meter(asha, where=place.path))

        assert references(f"/claims/?q={text}") == [reference(there)]

    def test_takes_a_country_by_its_arabic_name(self):
        people.place("earth.ke.17")
        Place.objects.filter(path="earth.ke").update(code="KE")
        asha = people.person("Asha")
        there = claims.submitted(asha, asset=claims.meter(asha, where="earth.ke.17"))
        claims.submitted(asha)

        assert references("/claims/?place=كينيا") == [reference(there)]

    def test_orders_by_size_and_by_year(self):
        asha = people.person("Asha")
        large = claims.submitted(asha, at=claims.NOW)
        small = smaller(asha, at=claims.NOW + timedelta(hours=1))
        old = claims.submitted(asha, at=claims.NOW + timedelta(hours=2), **YEAR_BEFORE)

        assert references("/claims/") == [reference(old), reference(small), reference(large)]
        assert references("/claims/?sort=largest")[-1] == reference(small)
        assert references("/claims/?sort=vintage") == [reference(small), reference(large), reference(old)]

    @pytest.mark.parametrize(
        ("address", "says"),
        [
            ("/claims/?vintage=soon", "Enter a whole number."),
            ("/claims/?place=Atlantis", "We know no place of that name"),
            ("/claims/?state=draft", "Select a valid choice."),
            ("/claims/?sort=worst", "Select a valid choice."),
            ("/claims/?view=globe", "Select a valid choice."),
            ("/claims/?q=%00", "Null characters are not allowed."),
        ],
    )
    def test_says_what_is_wrong_with_a_filter(self, address, says):
        assert says in visit(browser(), address, status=400).text

    @pytest.mark.parametrize("sort", ["", "largest", "vintage"])
    def test_goes_through_pages_and_keeps_the_filter(self, sort):
        asha = people.person("Asha")
        for number in range(27):
            claims.submitted(asha, at=claims.NOW + timedelta(minutes=number))

        first = visit(browser(), f"/claims/?vintage=2025&sort={sort}")
        older = next(link for link in first.links if "cursor=" in link)

        assert older.startswith("?vintage=2025&")
        assert len(references(f"/claims/{older}")) == 2

    def test_asks_no_more_for_more_claims(self, django_assert_max_num_queries):
        asha = people.person("Asha")
        claims.submitted(asha)
        with CaptureQueriesContext(connection) as few:
            visit(browser(), "/claims/?view=cards")
        for _ in range(9):
            claims.submitted(asha)

        with django_assert_max_num_queries(len(few)):
            visit(browser(), "/claims/?view=cards")

    def test_shows_cards_with_what_is_open(self):
        batch = funds.issued("Asha")

        page = visit(browser(), "/claims/?view=cards")

        assert page.html.count("<article") == 1
        assert f"/claims/{batch.claim.reference}/" in page.links
        assert "Open to fund" in page.html.partition("<article")[2]


class TestNothingFound:
    def test_asks_for_the_first_claim(self):
        assert "Nobody has filed a claim yet" in visit(browser(), "/claims/").text

    def test_offers_the_nearest_and_to_widen(self):
        people.place("earth.gb.wls.abercynon")
        claim = claims.submitted(people.person("Asha"))
        Place.objects.filter(path="earth.gb.wls.abercynon").update(population=20_000)

        page = visit(browser(), "/claims/?place=abercynon")

        assert "The nearest, in Wales" in page.text
        assert f"/claims/{reference(claim)}/" in page.links
        assert "?place=earth.gb.wls" in page.links

    def test_says_which_condition_to_drop(self):
        claims.submitted(people.person("Asha"))

        page = visit(browser(), "/claims/?vintage=1999&tier=measured")

        assert "?tier=measured" in page.links
        assert "There are claims without one of these: Year" in page.text

    def test_knows_another_spelling(self):
        people.place("earth.ke")
        Place.objects.filter(path="earth.ke").update(code="KE")

        page = visit(browser(), "/claims/?q=Keniya")

        assert "Did you mean Kenya" in page.text


class TestMap:
    def test_sums_up_by_country_with_the_same_as_a_table(self):
        asha = people.person("Asha")
        people.place("earth.ke")
        Place.objects.filter(path="earth.gb").update(code="GB")
        Place.objects.filter(path="earth.ke").update(code="KE")
        claims.submitted(asha)
        claims.submitted(asha)
        claims.submitted(asha, asset=claims.meter(asha, where="earth.ke.17"))

        page = visit(browser(), "/claims/?view=map")

        assert "United Kingdom 2 3.604 t CO₂e 0 kg CO₂e" in page.text
        assert "Kenya 1 1.802 t CO₂e" in page.text
        assert page.html.count("<circle") == 2
        assert "maps/world.svg#gb" in page.html

    def test_keeps_the_filters_and_goes_into_a_country_by_region(self):
        claims.submitted(people.person("Asha"))

        page = visit(browser(), "/claims/?view=map&tier=measured&place=earth.gb")

        assert "Wales 1 1.802 t CO₂e" in page.text
        assert "/claims/?place=earth.gb.wls&tier=measured" in page.links

    def test_does_not_tell_a_region_too_small_to_hide_in(self):
        people.place("earth.gb.wls")
        claims.submitted(people.person("Asha"))
        Place.objects.filter(path="earth.gb.wls").update(population=900)

        page = visit(browser(), "/claims/?view=map&place=earth.gb")

        assert "Wales" not in page.text
        assert "United Kingdom 1" in page.text

    def test_says_how_many_places_it_cannot_draw(self):
        claims.submitted(people.person("Asha"))

        assert "1 place stands in the table alone" in visit(browser(), "/claims/?view=map&place=earth.gb").text
        Place.objects.filter(path="earth.gb.wls").update(latitude="52.3", longitude="-3.8")
        cache.clear()
        assert visit(browser(), "/claims/?view=map&place=earth.gb").html.count("<circle") == 1

    def test_is_kept_for_a_while(self, settings, django_assert_max_num_queries):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "map"}}
        claims.submitted(people.person("Asha"))
        visit(browser(), "/claims/?view=map")

        with django_assert_max_num_queries(0):
            visit(browser(), "/claims/?view=map")


class TestFile:
    def test_holds_all_rows_of_the_same_filter(self, monkeypatch):
        monkeypatch.setattr("ledger.queries.registry_list.CHUNK", 3)
        asha = people.person("Asha")
        filed = [claims.submitted(asha, at=claims.NOW + timedelta(minutes=number)) for number in range(7)]
        claims.submitted(asha, **YEAR_BEFORE)

        found = rows("/claims.csv?vintage=2025")

        assert [row["reference"] for row in found] == [reference(claim) for claim in reversed(filed)]

    def test_gives_exact_amounts_with_their_units(self):
        funds.issued("Asha")

        (row,) = rows("/claims.csv")

        assert set(row) == set(listing.COLUMNS)
        assert (row["quantity_kg_co2e"], row["issued_kg_co2e"], row["open_to_fund"]) == ("1801.841", "1801.841", "yes")

    def test_names_collectives_and_no_person(self):
        asha = people.person("Asha")
        claims.submitted(asha)
        claims.submitted(people.collective("Rhondda Solar", steward=asha), by=asha)

        assert [row["claimant"] for row in rows("/claims.csv")] == ["Rhondda Solar", ""]

    def test_is_harmless_in_a_spreadsheet(self):
        asha = people.person("Asha")
        co_op = people.collective("Plain", steward=asha)
        claims.submitted(co_op, by=asha)
        Agent.objects.filter(pk=co_op.pk).update(name='=HYPERLINK("x")')

        (row,) = rows("/claims.csv")

        assert row["claimant"] == '\'=HYPERLINK("x")'

    def test_says_what_is_wrong_with_its_filter_on_the_page(self):
        answer = browser().get("/claims.csv?vintage=soon")

        assert answer["Location"] == "/claims/?vintage=soon"
