"""What is said of the API: its description, its problems, and the pages about it."""

import pytest
from django.core.management import call_command

from config.api import problems, reference
from config.api.urls import NOUNS
from ledger import errors
from tests import pages
from tests.calls import Caller
from tests.factories import people


class TestDescription:
    def test_is_the_one_that_is_kept(self):
        call_command("export_openapi", check=True)

    def test_names_every_noun_and_an_operation_of_each(self):
        assert NOUNS.keys() < reference.nouns().keys()
        assert all(noun.operations for noun in reference.nouns().values())

    def test_tells_of_the_problems_of_each_operation(self):
        operations = [operation for noun in reference.nouns().values() for operation in noun.operations]

        assert all({"400", "401", "429"} <= {code for code, _ in operation.problems} for operation in operations)

    def test_is_served(self, client):
        assert client.get("/api/schema/").content.startswith(b"openapi: 3.1")


class TestProblems:
    def test_are_those_that_are_kept(self):
        call_command("export_errors", check=True)

    def test_are_one_for_each_refusal_of_the_ledger(self):
        refusals = [each for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "code")]

        assert {refusal.code for refusal in refusals} <= problems.kinds().keys()

    @pytest.mark.parametrize("code", sorted(problems.kinds()))
    def test_have_a_page_each(self, code):
        page = pages.visit(pages.browser(), f"/errors/{code}/")

        assert problems.kinds()[code].title.replace("'", "&#x27;") in page.html

    def test_have_no_page_where_there_is_no_problem(self, client):
        assert client.get("/errors/no-such/").status_code == 404

    def test_are_answered_where_there_is_no_such_address(self):
        answer = Caller().get("unicorns/")

        assert (answer.status, answer.body["code"]) == (404, "not-found")

    @pytest.mark.django_db
    def test_name_the_method_that_an_address_does_not_take(self):
        answer = Caller(people.person("Asha")).post("units/", {})

        assert (answer.status, answer.body["code"]) == (405, "method-not-allowed")
        assert "GET" in answer.headers["Allow"]

    @pytest.mark.django_db
    def test_name_what_a_body_should_have_been(self):
        asha = Caller(people.person("Asha"))

        bad = asha.post("agents/", b'{"name": "a", "name": "b"}')

        assert (bad.status, bad.body["errors"][0]["pointer"]) == (400, "/name")


class TestPages:
    @pytest.mark.parametrize("address", ["/developers/", "/developers/reference/", "/errors/"])
    def test_are_well_formed(self, address):
        pages.visit(pages.browser(), address)

    @pytest.mark.parametrize("name", sorted(reference.nouns()))
    def test_tell_each_noun(self, name):
        page = pages.visit(pages.browser(), f"/developers/reference/{name}/")

        assert f"/api/v1/{name}/" in page.text

    def test_try_it_under_a_policy_that_lets_in_styles_alone(self, client):
        page = client.get("/api/docs/")
        policy = page.headers["Content-Security-Policy"]

        assert "style-src 'self' 'unsafe-inline'" in policy
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert b"<script>" not in page.content
