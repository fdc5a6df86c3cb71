"""Requests drawn from the API's own description: no answer is a 5xx, and none is undocumented."""

import random
import uuid
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import reference
from config.api.urls import NOUNS
from tests.calls import Caller, token
from tests.factories import claims, funds, people

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
METHODS = ["get", "post", "put", "delete"]
REFERENCES = {"asset": "assets", "batch": "batches", "claim": "claims", "fund": "funds", "pledge": "pledges"}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture
def known(committed_db) -> dict[str, list[str]]:
    """Rows of every noun that there can be in a small story, by noun: what a random id would never hit."""
    asha, fund = people.person("Asha"), funds.fund()
    funds.price(fund)
    funds.grant(fund, 5_000)
    funds.arrival(funds.pledge(people.person("Funmi"), fund))
    funds.pledge(asha, fund)
    funds.due("Asha")
    funds.run()
    claims.draft(asha)
    claims.in_review(asha, verifier=people.person("Dara"))
    caller = Caller(asha)
    rows = {noun: caller.get(f"{noun}/", {"limit": 20}).rows for noun in NOUNS}
    rows["claims"] += caller.get("claims/", {"mine": "true"}).rows
    return {noun: [row.get("path") or row.get("id") or row["code"] for row in found] for noun, found in rows.items()}


def play(who: str, known: dict[str, list[str]], *, examples: int, number: int) -> set[int]:
    """Draw so many requests for each operation and check every answer; the statuses that were met."""
    headers = {"Authorization": f"Bearer {token(people.person(who))}"} if who else {}
    schema = schemathesis.openapi.from_dict(reference.description())
    schema.app = get_wsgi_application()
    schema.config.update(base_url="http://testserver")
    met: set[int] = set()
    wrong = []
    for operation in (found.ok() for found in schema.get_all_operations()):
        try:
            _play_one(operation, headers, known, examples, number, met)
        except FailureGroup as failures:
            wrong.append(f"{operation.label}: {failures}")
    assert not wrong, "\n\n".join(wrong)
    return met


def _play_one(operation: Any, headers: dict[str, str], known: dict[str, list[str]], examples: int,
              number: int, met: set[int]) -> None:  # fmt: skip
    chance = random.Random(number)

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=SLOW,
              phases=[Phase.generate])  # fmt: skip
    @seed(number)
    @given(case=operation.as_strategy())
    def draw(case: Any) -> None:
        _aim(case, operation.path.split("/")[3], known, chance)
        response = case.call(
            headers=headers | {"Idempotency-Key": uuid.uuid4().hex} if chance.random() < 0.9 else headers
        )
        met.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    draw()


def _aim(case: Any, noun: str, known: dict[str, list[str]], chance: random.Random) -> None:
    """Most of the time, name rows that there are."""
    for name in case.path_parameters or {}:
        if known.get(noun) and chance.random() < 0.8:
            case.path_parameters[name] = chance.choice(known[noun])
        elif name == "code" and chance.random() < 0.8:
            case.path_parameters[name] = chance.choice(["heat-pump", "vm0050", "acm0002"])
    if isinstance(case.body, dict):
        for name, of in REFERENCES.items():
            if name in case.body and known[of] and chance.random() < 0.8:
                case.body[name] = chance.choice(known[of])
        if "place" in case.body and chance.random() < 0.8:
            case.body["place"] = "earth.gb"


class TestEveryOperation:
    @pytest.mark.timeout(600)
    def test_answers_as_it_is_described(self, known):
        owner, stranger, nobody = (play(who, known, examples=2, number=1) for who in ("Asha", "Chidi", ""))

        assert {200, 201, 400, 404} <= owner
        assert {200, 400, 404} <= stranger
        assert {200, 401} <= nobody

    @pytest.mark.deep
    @pytest.mark.timeout(3_600)
    @pytest.mark.parametrize("number", range(3))
    @pytest.mark.parametrize("who", ["Asha", "Dara", "Chidi", ""], ids=["owner", "verifier", "stranger", "anonymous"])
    def test_answers_as_it_is_described_however_long_one_asks(self, who, known, number):
        assert 200 in play(who, known, examples=20, number=number)
