"""Every list and every row of the API, as anybody, as somebody, and as whose it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.api.urls import NOUNS
from tests.calls import Caller
from tests.factories import claims, funds, people

pytestmark = pytest.mark.django_db
PRIVATE = {"assets", "evidence", "payouts"}


def some(number: int) -> None:
    """Claims, batches, money, tokens and what follows from them: more of each with a larger number."""
    fund = funds.fund()
    if not fund.prices.exists():
        funds.price(fund)
    for _ in range(number):
        funds.grant(fund, 10_000)
        funds.arrival(funds.pledge(people.person("Funmi"), fund))
        funds.due(people.person("Asha").name)
    funds.run()


class TestEveryNoun:
    def test_takes_as_many_queries_whatever_there_is(self):
        caller = Caller(people.person("Asha"))
        some(1)
        before = {noun: self._queries(caller, noun) for noun in ["units", *NOUNS]}
        some(3)

        after = {noun: self._queries(caller, noun) for noun in NOUNS}

        assert after == {noun: before[noun] for noun in NOUNS}
        assert max(after.values()) <= 12  # six of them for the session

    def test_is_read_by_its_id(self):
        some(1)
        caller = Caller(people.person("Asha"))
        for noun in NOUNS:
            for row in caller.get(f"{noun}/", {"limit": 1}).rows:
                id_ = row["path"] if noun == "places" else row.get("id") or row["code"]
                assert row.items() <= caller.get(f"{noun}/{id_}/").body.items(), noun

    def _queries(self, caller: Caller, noun: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(f"{noun}/", {"limit": 200}).status == 200
        return len(queries)

    @pytest.mark.parametrize("noun", sorted(NOUNS))
    def test_is_open_to_anybody_unless_it_is_private(self, noun):
        answer = Caller().get(f"{noun}/")

        assert answer.status == (401 if noun in PRIVATE else 200)
        assert noun not in PRIVATE or answer.headers["WWW-Authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("noun", sorted(NOUNS))
    def test_refuses_a_filter_that_it_does_not_have(self, noun):
        answer = Caller(people.person("Asha")).get(f"{noun}/", {"colour": "red"})

        assert (answer.status, answer.body["code"]) == (400, "unknown-filter")


class TestPages:
    def test_lead_through_all_rows_and_back(self):
        some(3)
        caller = Caller()

        first = caller.get("entries/", {"limit": 5})
        second = caller.get(first.body["next"].partition("/api/v1/")[2])
        again = caller.get(second.body["previous"].partition("/api/v1/")[2])

        assert first.body["previous"] is None
        assert not {row["id"] for row in first.rows} & {row["id"] for row in second.rows}
        assert again.rows == first.rows

    @pytest.mark.parametrize("asked", [{"limit": "0"}, {"limit": "201"}, {"limit": "ten"}, {"cursor": "x"}])
    def test_refuse_a_limit_or_cursor_that_is_none(self, asked):
        answer = Caller().get("entries/", asked)

        assert (answer.status, answer.body["code"]) == (400, "bad-cursor")


class TestTags:
    def test_spare_sending_again_what_was_not_changed(self):
        people.place()
        caller = Caller()

        first = caller.get("places/earth.gb/")
        again = caller.get("places/earth.gb/", If_None_Match=first.headers["ETag"])

        assert (first.status, again.status, again.raw) == (200, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]

    def test_change_with_what_they_are_of(self):
        place = people.place("earth.gb")
        caller = Caller()
        before = caller.get("places/earth.gb/").headers["ETag"]

        place.population += 1
        place.save()

        assert caller.get("places/earth.gb/", If_None_Match=before).status == 200


class TestClaims:
    def test_tells_the_public_neither_the_person_nor_the_place_nor_the_inputs(self):
        claim = claims.submitted(
            people.person("Asha"), asset=claims.meter(people.person("Asha"), where="earth.gb.wls.abercynon")
        )

        row = Caller().get(f"claims/{claim.pk}/").body

        assert row["claimant"] == {"id": str(claim.claimant_id), "kind": "person", "name": None}
        assert row["place"]["path"] == "earth.gb.wls"
        assert [row[name] for name in ("inside", "period", "asset", "inputs", "statement")] == [False, *[None] * 4]
        assert row["quantity"] == {"value": "1801841", "unit": "gCO2e"}
        assert row["filed_at"] == "2026-03-01T12:00:00Z"

    def test_tells_the_claimant_all_of_it(self):
        claim = claims.submitted(people.person("Asha"))

        row = Caller(people.person("Asha")).get(f"claims/{claim.pk}/").body

        assert row["inside"] is True
        assert row["inputs"]["heat"] == "12000 kWh"
        assert row["period"] == {"first_day": str(claim.period.lower), "last_day": "2025-12-31"}

    def test_tells_the_verifier_in_the_claim_and_not_in_the_list(self):
        claim = claims.in_review(people.person("Asha"), verifier=people.person("Dara"))
        caller = Caller(people.person("Dara"))

        assert caller.get(f"claims/{claim.pk}/").body["inside"] is True
        assert caller.get("claims/").rows[0]["inside"] is False

    def test_hides_a_draft_from_all_but_its_claimant(self):
        draft = claims.draft(people.person("Asha"))

        assert Caller().get(f"claims/{draft.pk}/").status == 404
        assert Caller(people.person("Chidi")).get(f"claims/{draft.pk}/").status == 404
        assert Caller(people.person("Asha")).get("claims/", {"mine": "true"}).rows[0]["id"] == str(draft.pk)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [({"place": "earth.gb"}, 1), ({"place": "earth.ke"}, 0), ({"vintage": 2025, "family": "heating"}, 1),
         ({"state": "issued"}, 0), ({"q": "heat pump"}, 1), ({"tier": "measured", "methodology": "heat-pump"}, 1)],
    )  # fmt: skip
    def test_narrows_the_list(self, asked, found):
        people.place("earth.ke")
        claims.submitted(people.person("Asha"))

        assert len(Caller().get("claims/", asked).rows) == found

    def test_names_the_place_that_it_does_not_know(self):
        answer = Caller().get("claims/", {"place": "earth.atlantis"})

        assert (answer.status, answer.body["code"]) == (400, "invalid")
        assert "earth.atlantis" in answer.body["errors"][0]["detail"]

    def test_works_the_equation_for_those_inside_alone(self):
        claim = claims.submitted(people.person("Asha"))

        working = Caller(people.person("Asha")).get(f"claims/{claim.pk}/working/")

        assert working.body["quantity"] == {"value": "1801841", "unit": "gCO2e"}
        assert Caller().get(f"claims/{claim.pk}/working/").status == 403


class TestEntries:
    def test_answers_the_leaf_as_it_is_stored(self):
        claims.submitted(people.person("Asha"))
        entry = Caller().get("entries/").rows[0]

        leaf = Caller().get(f"entries/{entry['id']}/leaf/")

        assert leaf.body["id"] == entry["id"]
        assert leaf.raw.startswith(b'{"body":')


class TestFigures:
    def test_add_up(self):
        some(1)

        figures = Caller().get("figures/").body

        assert figures["conserved"] is True
        assert set(figures["tokens"]) == {"issued", "held", "funded", "retired", "buffer", "cancelled"}


class TestFiles:
    def test_are_nobodys_but_those_who_may_open_them(self):
        assert Caller(people.person("Chidi")).get("evidence/").rows == []


class TestMe:
    def test_takes_out_what_is_kept(self):
        asha = people.person("Asha")
        claim = claims.submitted(asha)

        taken = Caller(asha, scopes=("me:export",)).get("me/export/")

        assert str(claim.pk) in taken.raw.decode()
        assert isinstance(taken.body, dict)

    def test_says_for_whom_one_may_act(self):
        asha = people.person("Asha")
        people.collective("Heat Co-op", steward=asha)

        me = Caller(asha, scopes=("commons:read",)).get("me/").body

        assert me["agent"]["name"] == "Asha"
        assert me["memberships"][0]["collective"]["name"] == "Heat Co-op"
        assert me["scopes"] == ["commons:read"]
