"""The list of claims and its filters; what overlaps a claim."""

from datetime import date, timedelta

import pytest
from django.db import connection

from config.plumbing import cursors
from ledger.models import Claim, Notice
from ledger.models.claims import LARGEST, LATEST_VINTAGE, NEWEST
from ledger.queries import claims as queries
from tests.factories import claims as factory
from tests.factories import people
from tests.factories.claims import HEAT_PUMP, NOW

pytestmark = pytest.mark.django_db


class TestListed:
    def test_shows_what_was_filed_newest_first(self):
        asha = people.person("Asha")
        first = factory.submitted(asha, at=NOW)
        factory.draft(asha)
        second = factory.submitted(asha, at=NOW + timedelta(hours=1))

        assert list(queries.listed()) == [second, first]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"family": "heating"}, 2),
            ({"family": "cooking"}, 0),
            ({"methodology": "heat-pump", "tier": "self-declared"}, 1),
            ({"tier": "measured"}, 1),
            ({"vintage": 2025}, 1),
            ({"vintage": 2024, "state": "submitted"}, 1),
            ({"state": "verified"}, 0),
        ],
    )
    def test_narrows_by(self, filters, found):
        asha = people.person("Asha")
        factory.submitted(asha)
        earlier = {"first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31), "tier": "self-declared"}
        factory.submitted(asha, **earlier)

        assert len(queries.listed(**filters)) == found

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("earth", 2),
            ("earth.gb", 1),
            ("earth.gb.wls", 1),
            ("earth.gb.wls.rct", 1),
            ("earth.gb.wls.abercynon", 0),
            ("earth.ke", 1),
            ("earth.ke.17", 1),
        ],
    )
    def test_narrows_by_the_place_and_all_inside_it(self, path, found):
        asha = people.person("Asha")
        factory.submitted(asha)
        factory.submitted(asha, asset=factory.meter(asha, where="earth.ke.17"))

        assert len(queries.listed(place=people.place(path))) == found

    def test_goes_through_all_pages_and_back(self):
        asha = people.person("Asha")
        filed = [factory.submitted(asha, at=NOW + timedelta(seconds=number // 2)) for number in range(7)]

        first = cursors.page(queries.listed(), order=NEWEST, size=3)
        second = cursors.page(queries.listed(), order=NEWEST, size=3, cursor=first.next)
        third = cursors.page(queries.listed(), order=NEWEST, size=3, cursor=second.next)
        back = cursors.page(queries.listed(), order=NEWEST, size=3, cursor=third.previous)

        assert {*first.rows, *second.rows, *third.rows} == set(filed)
        assert (back.rows, third.next) == (second.rows, None)

    @pytest.mark.parametrize("filters", [{}, {"family": "heating"}, {"tier": "measured"}, {"vintage": 2025}])
    def test_neither_counts_nor_sorts(self, filters):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            plan = queries.listed(**filters)[:50].explain()

        assert "notice_" in plan
        assert "Sort" not in plan

    @pytest.mark.parametrize(
        ("filters", "order", "index"),
        [
            ({}, LARGEST, "notice_largest"),
            ({"family": "heating"}, LARGEST, "notice_family_largest"),
            ({}, LATEST_VINTAGE, "notice_by_vintage"),
        ],
    )
    def test_has_an_index_for_each_order(self, filters, order, index):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            plan = queries.listed(**filters).order_by(*order)[:50].explain()

        assert index in plan
        assert "Sort" not in plan

    def test_asks_four_tables_in_one_query(self, django_assert_num_queries):
        factory.submitted(people.person("Asha"))

        with django_assert_num_queries(1):
            assert [(claim.claimant.name, claim.place.name, claim.asset.name) for claim in queries.listed()]


class TestNotice:
    def test_stands_for_each_claim_once_filed_and_stays_when_it_is_withdrawn(self):
        asha = people.person("Asha")
        claim = factory.submitted(asha)
        factory.draft(asha)

        Claim.objects.filter(pk=claim.pk).update(state="withdrawn")

        assert Notice.objects.get().claim_id == claim.pk
        assert list(queries.listed(state="withdrawn")) == [claim]


class TestOverlaps:
    def test_are_other_live_claims_of_the_family_around_the_place_in_the_period(self):
        asha = people.person("Asha")
        claim = factory.submitted(asha)
        beside = factory.submitted(asha)
        december = {"first_day": date(2024, 12, 1), "last_day": date(2024, 12, 31)}
        factory.submitted(asha, inputs={**HEAT_PUMP, "heat": "1000 kWh"}, **december)
        factory.submitted(asha, asset=factory.meter(asha, where="earth.ke.17"))
        gone = factory.submitted(asha)
        Claim.objects.filter(pk=gone.pk).update(state="withdrawn")

        assert list(queries.overlaps(claim)) == [beside]

    def test_are_those_inside_a_place_and_those_for_all_of_a_place_around_it(self):
        asha = people.person("Asha")
        inside = factory.submitted(asha)
        co_op = people.collective("Rhondda Solar", steward=asha)
        wide = factory.submitted(co_op, by=asha, asset=factory.meter(asha, where="earth.gb.wls"))

        assert list(queries.overlaps(wide)) == [inside]
        assert list(queries.overlaps(inside)) == []

    def test_of_a_draft_without_a_place_are_none(self):
        draft = Claim(family="heating", place_id=None, period=None)

        assert not queries.overlaps(draft).exists()

    def test_are_found_by_their_index(self):
        claim = factory.submitted(people.person("Asha"))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

        assert "extent_overlaps" in queries.overlaps(claim)[:10].explain()


class TestNoticeQuantity:
    def test_is_that_of_the_claim(self):
        claim = factory.submitted(people.person("Asha"))

        assert Notice.objects.get().quantity_g == claim.quantity_g == factory.HEAT_PUMP_G
