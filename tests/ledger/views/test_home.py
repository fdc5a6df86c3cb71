"""The first page: the loop with its figures, and a way into the list."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.models import Place
from tests.factories import claims, funds, people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_figures(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "home"}}
    cache.clear()


class TestHome:
    def test_draws_the_loop_with_a_link_and_a_figure_at_each_station(self):
        fund = funds.fund()
        funds.price(fund)
        funds.grant(fund, 5_000)
        funds.issued("Asha")

        page = visit(browser(), "/")

        loop = page.html.partition('<ol class="stations">')[2].partition("</ol>")[0]
        assert loop.count("<a href=") == loop.count("<strong>") == 5
        assert "€50.00 came in" in page.text
        assert "1.802 t CO₂e issued as tokens" in page.text
        assert "Everything adds up" in page.text

    def test_has_five_stations_before_any_money_came(self):
        page = visit(browser(), "/")

        assert page.html.partition('<ol class="stations">')[2].partition("</ol>")[0].count("<li>") == 5

    def test_leads_to_the_latest_claims_and_names_no_person(self):
        claim = claims.submitted(people.person("Asha"))
        claim.refresh_from_db()

        page = visit(browser(), "/")

        assert f"/claims/{claim.reference}/" in page.links
        assert "Asha" not in page.text

    def test_shows_where_and_of_which_years_as_drawings_and_tables(self):
        funds.issued("Asha")
        Place.objects.filter(path="earth.gb").update(code="GB")
        cache.clear()

        page = visit(browser(), "/")

        assert page.html.count("<circle") == 1
        assert "United Kingdom 1.802 t CO₂e" in page.text
        assert "2025 1.802 t CO₂e" in page.text

    def test_searches_by_what_and_where(self):
        page = visit(browser(), "/")

        assert 'action="/claims/"' in page.html
        assert 'name="q"' in page.html
        assert 'name="place"' in page.html

    def test_asks_no_more_for_more_claims(self, django_assert_max_num_queries):
        asha = people.person("Asha")
        claims.submitted(asha)
        with CaptureQueriesContext(connection) as few:
            visit(browser(), "/")
        for _ in range(4):
            claims.submitted(asha)
        cache.clear()

        with django_assert_max_num_queries(len(few)):
            visit(browser(), "/")
