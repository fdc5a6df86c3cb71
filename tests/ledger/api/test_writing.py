"""What is written over the API: once under a key, by those who may, with each refusal in its place."""

import uuid

import pytest

from commons.models import Answer
from ledger.models import Asset, Claim, Entry, Evidence, Pledge, Retirement
from tests.calls import Caller
from tests.factories import claims, files, funds, people

pytestmark = pytest.mark.django_db
METER = {"kind": "meter", "name": "Heat meter", "place": "earth.gb.wls.rct", "identifier": "HEAT 17"}


def filing(asset: Asset, **changes) -> dict:
    return {
        "asset": str(asset.pk),
        "methodology": "heat-pump",
        "period": {"first_day": "2025-01-01", "last_day": "2025-12-31"},
        "inputs": claims.HEAT_PUMP,
        "tier": "measured",
    } | changes


@pytest.fixture
def asha():
    people.place()
    return people.person("Asha")


class TestOnce:
    def test_answers_the_same_again_and_makes_one(self, asha):
        caller = Caller(asha)

        first = caller.post("assets/", METER, key="k1")
        Asset.objects.update(name="Changed since")
        again = caller.post("assets/", METER, key="k1")

        assert (first.status, first.raw) == (again.status, again.raw) == (201, first.raw)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert Asset.objects.count() == 1

    def test_puts_the_key_on_the_entry(self, asha):
        answer = Caller(asha).post("assets/", METER, key="k1")

        assert Entry.objects.get(by=asha, key="k1").subject_id == uuid.UUID(answer.body["id"])

    def test_refuses_another_body_under_the_key(self, asha):
        caller = Caller(asha)
        caller.post("assets/", METER, key="k1")

        answer = caller.post("assets/", METER | {"name": "Another"}, key="k1")

        assert (answer.status, answer.body["code"]) == (422, "key-reused")
        assert Asset.objects.count() == 1

    def test_refuses_the_key_at_another_address(self, asha):
        caller = Caller(asha)
        caller.post("assets/", METER, key="k1")

        assert caller.post("agents/", {"name": "Heat Co-op"}, key="k1").body["code"] == "key-reused"

    def test_keeps_no_refusal(self, asha):
        caller = Caller(asha)
        wrong = caller.post("assets/", METER | {"identifier": " "}, key="k1")

        right = caller.post("assets/", METER, key="k1")

        assert (wrong.status, right.status) == (400, 201)

    def test_keeps_keys_of_two_people_apart(self, asha):
        first = Caller(asha).post("assets/", METER, key="k1")
        second = Caller(people.person("Bela")).post("assets/", METER, key="k1")

        assert first.body["id"] != second.body["id"]

    @pytest.mark.parametrize("key", [None, "x" * 256, "a\x7fb"])
    def test_asks_for_a_key_that_can_be_kept(self, asha, key):
        answer = Caller(asha).post("assets/", METER, key=key)

        assert answer.body["code"] in ("idempotency-key-missing", "bad-input")
        assert not Asset.objects.exists()

    def test_still_makes_one_when_the_answer_is_forgotten(self, asha):
        caller = Caller(asha)
        first = caller.post("assets/", METER, key="k1")
        Answer.objects.all().delete()

        again = caller.post("assets/", METER, key="k1")

        assert again.body["id"] == first.body["id"]
        assert Asset.objects.count() == 1


class TestAssets:
    def test_are_for_those_whose_they_are(self, asha):
        made = Caller(asha).post("assets/", METER).body

        assert Caller(asha).get(f"assets/{made['id']}/").body == made
        assert made["identifier_end"]
        assert "HEAT 17" not in str(made)
        assert Caller(people.person("Chidi")).get(f"assets/{made['id']}/").status == 404

    def test_name_each_wrong_place(self, asha):
        answer = Caller(asha).post("assets/", {"kind": "ship", "name": "", "serials": {"first": -1}, "colour": "red"})

        wrong = {each["pointer"] for each in answer.body["errors"]}
        assert (answer.status, answer.body["code"]) == (400, "invalid")
        assert wrong == {"/colour"}

    def test_name_the_place_that_there_is_not(self, asha):
        answer = Caller(asha).post("assets/", METER | {"place": "earth.atlantis"})

        assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/place")


class TestClaims:
    def test_go_from_a_draft_to_the_record(self, asha):
        caller = Caller(asha)
        asset = claims.meter(asha)

        draft = caller.post("claims/", filing(asset))
        filed = caller.post(f"claims/{draft.body['id']}/submit/", If_Match=self._tag(caller, draft))

        assert (draft.body["state"], draft.body["quantity"]) == ("draft", None)
        assert (filed.status, filed.body["state"]) == (200, "submitted")
        assert filed.body["quantity"] == {"value": str(claims.HEAT_PUMP_G), "unit": "gCO2e"}

    def test_are_filed_at_once(self, asha):
        answer = Caller(asha).post("claims/", filing(claims.meter(asha), submit=True), key="k1")

        assert answer.body["state"] == "submitted"
        assert Entry.objects.get(key="k1").kind == "claim.submitted"

    def test_tell_whose_claim_is_in_the_way(self, asha):
        asset = claims.meter(asha)
        caller = Caller(asha)
        first = caller.post("claims/", filing(asset, submit=True))

        second = caller.post("claims/", filing(asset, submit=True))

        assert (second.status, second.body["code"]) == (409, "double-count")
        assert second.body["other_reference"] == first.body["reference"]
        assert Claim.objects.count() == 1

    def test_point_at_the_input_that_is_wrong(self, asha):
        asked = filing(claims.meter(asha), submit=True, inputs=claims.HEAT_PUMP | {"performance": "fast"})

        answer = Caller(asha).post("claims/", asked)

        assert (answer.status, answer.body["code"]) == (422, "bad-input")
        assert answer.body["errors"][0]["pointer"] == "/inputs/performance"

    def test_are_changed_by_whoever_saw_them_last(self, asha):
        caller = Caller(asha)
        asset = claims.meter(asha)
        draft = caller.post("claims/", filing(asset))
        address, tag = f"claims/{draft.body['id']}/", self._tag(caller, draft)

        without = caller.put(address, filing(asset))
        changed = caller.put(address, filing(asset, tier="accredited"), If_Match=tag)
        late = caller.put(address, filing(asset), If_Match=tag)

        assert [without.status, changed.status, late.status] == [428, 200, 412]
        assert changed.body["tier"] == "accredited"
        assert caller.get(address).body["tier"] == "accredited"

    def test_cannot_be_filed_for_strangers(self, asha):
        asked = filing(claims.meter(asha), acting_for=str(people.person("Chidi").pk))

        answer = Caller(asha).post("claims/", asked)

        assert (answer.status, answer.body["code"]) == (403, "not-allowed")

    def test_are_withdrawn_once(self, asha):
        claim = claims.submitted(asha)
        caller = Caller(asha)

        first = caller.post(f"claims/{claim.pk}/withdraw/", key=None)
        second = caller.post(f"claims/{claim.pk}/withdraw/", key=None)

        assert (first.status, first.body["state"]) == (200, "withdrawn")
        assert (second.status, second.body["code"]) == (409, "wrong-state")

    def test_take_files(self, asha):
        caller, draft = Caller(asha), claims.draft(asha)
        upload = files.upload()

        added = caller.upload("evidence/", {"claim": str(draft.pk), "file": upload})
        listed = caller.get("evidence/", {"claim": str(draft.pk)})
        content = caller.get(f"evidence/{added.body['id']}/content/")
        gone = caller.send("delete", f"evidence/{added.body['id']}/", None, key=None)

        assert (added.status, listed.rows, content.raw) == (201, [added.body], files.pdf())
        assert (gone.status, Evidence.objects.count()) == (204, 0)

    def _tag(self, caller: Caller, claim) -> str:
        return caller.get(f"claims/{claim.body['id']}/").headers["ETag"]


class TestJudging:
    def test_decides_what_was_drawn(self, asha):
        dara = people.person("Dara")
        claim = claims.in_review(asha, verifier=dara)
        caller = Caller(dara)
        seat = caller.get("verifications/", {"mine": "true"}).rows[0]
        seen = claim.verifications.get()
        found = {"outcome": "approve", "criteria": dict.fromkeys(seen.asked, "met"), "reasons": "As metered."}

        answer = caller.post(f"verifications/{seat['id']}/decide/", found)

        assert (answer.status, answer.body["outcome"]) == (200, "approve")
        assert Caller().get(f"claims/{claim.pk}/").body["state"] == "verified"
        assert Caller().get(f"verifications/{seat['id']}/").body["reasons"] is None

    def test_refuses_whoever_was_not_drawn(self, asha):
        claim = claims.in_review(asha, verifier=people.person("Dara"))
        seat = claim.verifications.get()
        found = {"outcome": "approve", "criteria": dict.fromkeys(seat.asked, "met"), "reasons": "I say so."}

        answer = Caller(people.person("Chidi")).post(f"verifications/{seat.pk}/decide/", found)

        assert (answer.status, answer.body["code"]) == (403, "not-allowed")

    def test_raises_an_objection_whose_reasons_are_not_public(self, asha):
        claim = claims.submitted(asha)
        chidi = Caller(people.person("Chidi"))

        answer = chidi.post("objections/", {"claim": str(claim.pk), "reasons": "It is not there."})

        assert (answer.status, answer.body["code"]) == (409, "wrong-state")


class TestMoney:
    def test_pledges_in_the_currency_of_the_fund(self, asha):
        fund = funds.fund()
        asked = {"fund": str(fund.pk), "instalment": {"value": "80.00", "currency": "EUR"}, "starts_on": "2026-12-01"}

        made = Caller(asha).post("pledges/", asked)
        other = Caller(asha).post("pledges/", asked | {"instalment": {"value": "80.00", "currency": "USD"}})

        assert made.body["cap"] == {"value": "80.00", "currency": "EUR"}
        assert (other.status, other.body["errors"][0]["pointer"]) == (422, "/instalment/currency")
        assert Pledge.objects.count() == 1

    @pytest.mark.parametrize("value", ["80.001", "-1", "0", "1e3", "x", "9" * 30, 80, None, {"value": "1"}])
    def test_takes_no_amount_that_is_none(self, asha, value):
        given = value if isinstance(value, dict) else {"value": value, "currency": "EUR"}
        asked = {"fund": str(funds.fund().pk), "instalment": given, "starts_on": "2026-12-01"}

        answer = Caller(asha).post("pledges/", asked)

        assert answer.status == (201 if value == "1e3" else 400), answer.body
        assert value == "1e3" or answer.body["errors"][0]["pointer"].startswith("/instalment")

    def test_books_a_grant_as_an_operator_and_nobody_else(self, asha):
        fund, ode = funds.fund(), people.operator()
        asked = {
            "fund": str(fund.pk), "source": "grant", "payer": str(fund.agent_id), "bank_reference": "BANK 1",
            "amount": {"value": "1000.00", "currency": "EUR"}, "arrived_at": "2026-01-01T12:00:00Z",
        }  # fmt: skip

        refused = Caller(asha).post("receipts/", asked)
        booked = Caller(ode, scopes=("ledger:write",)).post("receipts/", asked)

        assert refused.status == 403
        assert booked.body["left"] == {"value": "1000.00", "currency": "EUR"}
        assert booked.body["bank_reference"] == "BANK 1"
        assert Caller().get(f"receipts/{booked.body['id']}/").body["bank_reference"] is None


class TestTokens:
    def test_are_retired_once_and_shown_as_far_as_public(self, asha):
        batch = funds.issued()
        asked = {
            "batch": str(batch.pk), "quantity": {"value": "250", "unit": "kgCO2e"}, "beneficiary": "My flight",
            "consumed": {"first_day": "2025-01-01", "last_day": "2025-06-30"},
        }  # fmt: skip

        made = Caller(asha).post("retirements/", asked, key="k1")

        assert made.body["quantity"] == {"value": "250000", "unit": "gCO2e"}
        shown = Caller().get(f"retirements/{made.body['id']}/").body
        assert (shown["beneficiary"], shown["consumed"], shown["consumed_year"]) == (None, None, 2025)
        assert Retirement.objects.get().quantity_g == 250_000

    def test_say_how_many_are_left(self, asha):
        batch = funds.issued()
        asked = {"batch": str(batch.pk), "quantity": {"value": "9", "unit": "tCO2e"}}

        answer = Caller(asha).post("retirements/", asked)

        assert (answer.status, answer.body["code"]) == (409, "insufficient-funds")
        assert answer.body["asked"] == "9000000"
        assert int(answer.body["left"]) <= claims.HEAT_PUMP_G


class TestScopes:
    def test_hold_a_token_to_what_it_was_granted(self, asha):
        reader = Caller(asha, scopes=("ledger:read",))

        answer = reader.post("assets/", METER)

        assert (answer.status, answer.body["code"]) == (403, "scope-missing")
        assert 'scope="ledger:write"' in answer.headers["WWW-Authenticate"]
        assert reader.get("assets/").status == 200
        assert Caller(asha, scopes=()).get("claims/").status == 403

    def test_are_of_no_use_in_an_unknown_token(self):
        caller = Caller()
        caller.headers = {"Authorization": "Bearer nonsense"}

        answer = caller.get("claims/")

        assert answer.status == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]

    def test_end_with_the_login(self, asha):
        caller = Caller(asha, scopes=("ledger:read",))
        asha.user.is_active = False
        asha.user.save()

        assert caller.get("claims/").status == 401

    def test_are_not_needed_by_a_session_that_has_its_csrf_token(self, asha):
        caller = Caller(asha)
        caller.client.handler.enforce_csrf_checks = True

        answer = caller.post("assets/", METER)

        assert (answer.status, answer.body["code"]) == (403, "permission-denied")
        assert "CSRF" in answer.body["detail"]


class TestLimits:
    def test_are_told_and_kept(self, asha, settings):
        settings.API_RATE_LIMITS = {"anonymous": 2, "reads": 5, "writes": 5}
        caller = Caller()
        caller.client.defaults["REMOTE_ADDR"] = f"10.0.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}"

        answers = [caller.get("units/") for _ in range(3)]

        assert [answer.status for answer in answers] == [200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"anonymous";q=2;w=60'
        assert answers[1].headers["RateLimit"].startswith('"anonymous";r=0;t=')
        assert 0 < int(answers[2].headers["Retry-After"]) <= 61


class TestCalculate:
    def test_works_a_formula_line_by_line_and_keeps_nothing(self):
        answer = Caller().post("methodologies/heat-pump/calculate/", {"inputs": claims.HEAT_PUMP}, key=None)

        assert answer.body["quantity"] == {"value": str(claims.HEAT_PUMP_G), "unit": "gCO2e"}
        assert answer.body["steps"][-1]["name"] == "net"
        assert not Claim.objects.exists()

    @pytest.mark.parametrize(
        ("code", "body", "status", "named"),
        [
            ("perpetuum-mobile", {"inputs": {}}, 404, "not-found"),
            ("heat-pump", {}, 400, "invalid"),
            ("heat-pump", {"inputs": {"heat": []}}, 422, "bad-input"),
            ("heat-pump", {"inputs": claims.HEAT_PUMP, "days": 1}, 422, "implausible"),
            ("heat-pump", {"inputs": claims.HEAT_PUMP, "version": 99}, 404, "not-found"),
        ],
    )
    def test_says_what_is_wrong(self, code, body, status, named):
        answer = Caller().post(f"methodologies/{code}/calculate/", body, key=None)

        assert (answer.status, answer.body["code"]) == (status, named)
