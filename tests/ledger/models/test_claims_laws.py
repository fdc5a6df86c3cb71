"""The laws of claims, broken from raw SQL past every line of Python."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import objections, verifications
from ledger.models import Claim, Extent, Objection, Verification
from ledger.rules import claims as rules
from tests.factories import claims as factory
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db

ALLOWED = {(state, following) for (state, _), following in rules.TRANSITIONS.items() if state != following}


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def rule_against(sql: str, *params: object) -> str:
    """The name or words of the rule by which PostgreSQL refuses the statement; "" if none does. Undone either way."""
    try:
        with transaction.atomic():
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run(sql, *params)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.diag.constraint_name or error.__cause__.diag.message_primary
    return ""


def put_into(claim: Claim, state: str) -> None:
    """Force the state with the laws off, as no role of the product can."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE ledger_claim DISABLE TRIGGER USER")
    run(
        "UPDATE ledger_claim SET state = %s, verified_at = %s, window_until = %s WHERE id = %s",
        state,
        NOW,
        NOW + timedelta(days=7),
        claim.pk,
    )
    run("ALTER TABLE ledger_claim ENABLE TRIGGER USER")


def insert_copy(claim: Claim, **changes: str) -> str:
    """The rule against a copy of the claim's row with those columns changed, in SQL."""
    values = {"id": "gen_random_uuid()", "reference": "'C-copy'"} | changes
    stored = [field.column for field in Claim._meta.concrete_fields if not field.generated]
    chosen = ", ".join(values.get(column, column) for column in stored)
    return rule_against(
        f"INSERT INTO ledger_claim ({', '.join(stored)}) SELECT {chosen} FROM ledger_claim WHERE id = %s", claim.pk
    )


@pytest.fixture
def asha() -> Agent:
    return people.person("Asha")


@pytest.fixture
def dara() -> Agent:
    return people.person("Dara")


class TestStates:
    @pytest.mark.parametrize("state", rules.STATES)
    def test_pass_only_as_the_table_says(self, asha, state):
        claim = factory.submitted(asha)
        put_into(claim, state)

        passed = {
            following
            for following in rules.STATES
            if following != state
            and rule_against("UPDATE ledger_claim SET state = %s WHERE id = %s", following, claim.pk)
            != "claim_transition"
        }

        assert passed == {following for known, following in ALLOWED if known == state}

    @pytest.mark.parametrize("state", sorted(set(rules.STATES) - {"draft", "submitted"}))
    def test_do_not_begin_further_on(self, asha, state):
        claim = factory.submitted(asha)
        moments = f"'{NOW}'"

        refused = insert_copy(claim, state=f"'{state}'", verified_at=moments, window_until=moments)

        assert refused == "claim_begins"

    def test_are_not_verified_without_the_verifiers_that_it_needs(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        sql = "UPDATE ledger_claim SET state = 'verified', verified_at = %s, window_until = %s WHERE id = %s"

        assert rule_against(sql, NOW, NOW, claim.pk) == "claim_is_approved"

    def test_stay_suspended_while_an_objection_is_open(self, asha, dara):
        claim = factory.verified(asha, verifier=dara)
        with transactions.edge():
            objections.raise_(by=people.person("Chidi"), claim=claim, reasons="Look.", at=NOW)

        for state in ("verified", "issued"):
            assert rule_against("UPDATE ledger_claim SET state = %s WHERE id = %s", state, claim.pk)

    def test_take_no_objection_against_what_is_not_suspended(self, asha, dara):
        claim = factory.verified(asha, verifier=dara)

        sql = """INSERT INTO ledger_objection (id, claim_id, by_id, reasons, raised_at, outcome, answer)
            VALUES (gen_random_uuid(), %s, %s, 'Look.', %s, '', '')"""

        assert rule_against(sql, claim.pk, people.person("Chidi").pk, NOW) == "objection_suspends_its_claim"

    def test_of_a_self_declared_claim_never_reach_review(self, asha):
        claim = factory.submitted(asha, tier="self-declared")

        refused = rule_against("UPDATE ledger_claim SET state = 'in_review' WHERE id = %s", claim.pk)

        assert refused == "claim_self_declared_is_only_shown"


class TestWhatWasFiled:
    @pytest.mark.parametrize(
        "change",
        [
            "quantity_g = quantity_g + 1",
            "inputs = '{}'",
            "period = '[2025-01-01,2025-06-01)'",
            "version = 2",
            "methodology = 'insulation'",
            "family = 'insulation'",
            "tier = 'accredited'",
            "place_path = 'earth.gb'",
            "asset_id = NULL",
            "declares_area = true",
            "verifiers_needed = 0",
            "lot = gen_random_uuid()",
            "salt = NULL",
            "reference = 'C-0'",
            "filed_at = filed_at - interval '1 year'",
        ],
    )
    def test_is_not_changed(self, asha, change):
        claim = factory.submitted(asha)

        assert rule_against(f"UPDATE ledger_claim SET {change} WHERE id = %s", claim.pk) == "claim_frozen"

    def test_is_not_deleted_or_truncated(self, asha):
        claim = factory.submitted(asha)

        assert rule_against("DELETE FROM ledger_claim WHERE id = %s", claim.pk) == "claim_is_kept"
        assert "insert-only" in rule_against("TRUNCATE ledger_claim CASCADE")

    def test_may_be_deleted_while_it_is_a_draft(self, asha):
        claim = factory.draft(asha)

        assert rule_against("DELETE FROM ledger_claim WHERE id = %s", claim.pk) == ""

    def test_has_a_window_that_does_not_move(self, asha, dara):
        claim = factory.verified(asha, verifier=dara)

        assert rule_against("UPDATE ledger_claim SET window_until = verified_at WHERE id = %s", claim.pk)

    @pytest.mark.parametrize("quantity", [0, -1])
    def test_is_more_than_nothing(self, asha, quantity):
        claim = factory.submitted(asha)

        refused = insert_copy(claim, quantity_g=str(quantity), period="'[2024-01-01,2024-02-01)'")

        assert refused == "claim_quantity_is_positive"

    @pytest.mark.parametrize("period", ["empty", "[2025-01-01,)", "(,2025-01-01)"])
    def test_has_a_period_with_two_ends(self, asha, period):
        assert insert_copy(factory.submitted(asha), period=f"'{period}'") == "claim_period_is_whole"


class TestDoubleCounting:
    def test_of_an_asset_is_refused_whoever_writes(self, asha):
        assert insert_copy(factory.submitted(asha)) == "extent_asset"

    def test_is_refused_for_a_single_day(self, asha):
        assert insert_copy(factory.submitted(asha), period="'[2025-12-31,2026-12-31)'") == "extent_asset"

    def test_is_none_on_the_day_after(self, asha):
        assert insert_copy(factory.submitted(asha), period="'[2026-01-01,2026-12-31)'") == ""

    def test_is_refused_when_a_draft_is_submitted(self, asha):
        meter = factory.meter(asha)
        factory.submitted(asha, asset=meter)
        draft = factory.draft(asha, asset=meter)

        sql = """UPDATE ledger_claim SET state = 'submitted', filed_at = now(), quantity_g = 1, lot = gen_random_uuid()
            WHERE id = %s"""

        assert rule_against(sql, draft.pk) == "extent_asset"

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM ledger_extent",
            "UPDATE ledger_extent SET period = 'empty'",
            "TRUNCATE ledger_extent",
            "INSERT INTO ledger_extent SELECT * FROM ledger_extent",
        ],
    )
    def test_cannot_be_hidden_by_touching_the_extents(self, asha, sql):
        factory.submitted(asha)

        assert "insert-only" in rule_against(sql)
        assert Extent.objects.count() == 1

    @pytest.mark.parametrize(
        "change",
        ["fingerprint = gen_random_uuid()", "kind = 'building'", "place_path = 'earth'", "owner_id = owner_id"],
    )
    def test_cannot_be_hidden_by_changing_the_asset(self, asha, change):
        claim = factory.submitted(asha)

        refused = rule_against(f"UPDATE ledger_asset SET {change} WHERE id = %s", claim.asset_id)

        assert refused == ("" if change == "owner_id = owner_id" else "asset_stays_what_it_is")

    def test_has_no_extent_for_what_is_not_live(self, asha):
        factory.draft(asha)

        assert not Extent.objects.exists()


class TestDrafts:
    @pytest.mark.parametrize("missing", ["period", "place_path", "vintage", "tier"])
    def test_are_whole_once_they_are_filed(self, asha, missing):
        claim = factory.draft(asha)
        empty = "''" if missing == "tier" else "NULL"
        sql = f"""UPDATE ledger_claim SET {missing} = {empty}, state = 'submitted', quantity_g = 5, filed_at = now(),
            lot = gen_random_uuid() WHERE id = %s"""

        rule = "claim_tier_is_known" if missing == "tier" else "claim_is_whole_unless_draft"
        assert rule_against(sql, claim.pk) == rule

    def test_without_a_period_are_joined_by_nobody(self, asha):
        programme = factory.draft(asha, declares_area=True)
        run("UPDATE ledger_claim SET period = NULL WHERE id = %s", programme.pk)
        sql = "UPDATE ledger_claim SET state = 'submitted', quantity_g = 5, filed_at = now(), lot = id WHERE id = %s"

        member = factory.draft(asha, programme=programme)

        assert rule_against(sql, member.pk) == "claim_joins_a_draft"


class TestVerifiers:
    INSERT = """INSERT INTO ledger_verification
        (id, claim_id, verifier_id, assigned_at, due_at, released_because, asked, saved, outcome, criteria, notes,
         reasons)
        VALUES (gen_random_uuid(), %s, %s, %s, %s, '', '{asset}', '{}', '', '{}', '{}', '')"""

    def test_who_are_not_accredited_are_refused(self, asha, dara):
        claim = factory.submitted(asha)

        refused = rule_against(self.INSERT, claim.pk, dara.pk, NOW, NOW + timedelta(days=1))

        assert refused == "verification_by_the_accredited"

    def test_who_are_in_conflict_are_refused_at_the_draw(self, asha, dara):
        people.collective("Choir", members=(asha, dara))
        factory.accredit(dara, "heating")
        claim = factory.submitted(asha)

        refused = rule_against(self.INSERT, claim.pk, dara.pk, NOW, NOW + timedelta(days=1))

        assert refused == "verification_without_conflict"

    def test_who_are_in_conflict_are_refused_at_the_decision(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)
        people.collective("Choir", members=(asha, dara))

        sql = """UPDATE ledger_verification SET outcome = 'approve', decided_at = %s, declared_at = assigned_at,
            criteria = %s WHERE claim_id = %s"""

        assert rule_against(sql, NOW, json.dumps(factory.MET), claim.pk) == "verification_without_conflict"

    @pytest.mark.parametrize(
        ("outcome", "changes"),
        [
            ("approve", {"inputs": "not_met"}),
            ("approve", {"inputs": "cannot_say"}),
            ("approve", {"inputs": "perhaps"}),
            ("approve", {"inputs": 1}),
            ("approve", {"inputs": None}),
            ("approve", {"overlaps": "not_met"}),
            ("reject", {}),
        ],
    )
    def test_decide_nothing_that_their_findings_do_not_bear(self, asha, dara, outcome, changes):
        claim = factory.in_review(asha, verifier=dara)
        sql = """UPDATE ledger_verification SET outcome = %s, decided_at = %s, declared_at = assigned_at, criteria = %s
            WHERE claim_id = %s"""

        refused = rule_against(sql, outcome, NOW, json.dumps(factory.MET | changes), claim.pk)

        assert refused == "verification_findings_fit"

    @pytest.mark.parametrize("missing", factory.MET)
    def test_leave_no_criterion_open(self, asha, dara, missing):
        claim = factory.in_review(asha, verifier=dara)
        sql = """UPDATE ledger_verification SET outcome = 'approve', decided_at = %s, declared_at = assigned_at,
            criteria = %s::jsonb - %s WHERE claim_id = %s"""

        assert rule_against(sql, NOW, json.dumps(factory.MET), missing, claim.pk) == "verification_findings_fit"

    def test_declare_before_they_decide(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)
        sql = "UPDATE ledger_verification SET outcome = 'approve', decided_at = %s, criteria = %s WHERE claim_id = %s"

        refused = rule_against(sql, NOW, json.dumps(factory.MET), claim.pk)

        assert refused == "verification_declared_before_the_decision"

    def test_are_asked_for_no_less_later(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        refused = rule_against("UPDATE ledger_verification SET asked = '{asset}' WHERE claim_id = %s", claim.pk)

        assert refused == "verification_stays"

    def test_are_two_different_people(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        refused = rule_against(self.INSERT, claim.pk, dara.pk, NOW, NOW + timedelta(days=1))

        assert refused == "verification_once_a_verifier"

    @pytest.mark.parametrize(
        "change",
        [
            "outcome = 'reject'",
            'criteria = \'{"asset": "not_met"}\'',
            "decided_at = NULL, outcome = ''",
            "reasons = 'x'",
        ],
    )
    def test_do_not_change_what_they_decided(self, asha, dara, change):
        claim = factory.verified(asha, verifier=dara)

        assert (
            rule_against(f"UPDATE ledger_verification SET {change} WHERE claim_id = %s", claim.pk)
            == "verification_stays"
        )

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ("question = 'Another?'", "question_stays"),
            ("answer_by = answer_by + interval '1 day'", "question_stays"),
            ("answer = 'Yes.'", "question_is_answered_in_words_or_not"),
        ],
    )
    def test_do_not_change_what_they_asked(self, asha, dara, change, rule):
        claim = factory.in_review(asha, verifier=dara)
        with transactions.edge():
            verifications.ask_back(by=dara, claim=claim, question="Which?", until=NOW + timedelta(days=5), at=NOW)

        assert rule_against(f"UPDATE ledger_question SET {change}") == rule
        assert "insert-only" in rule_against("DELETE FROM ledger_question")

    def test_are_not_forgotten(self, asha, dara):
        factory.in_review(asha, verifier=dara)

        assert "insert-only" in rule_against("DELETE FROM ledger_verification")
        assert "insert-only" in rule_against("DELETE FROM ledger_accreditation")
        assert Verification.objects.count() == 1

    @pytest.mark.parametrize("change", ["families = '{cooking}'", "term = '[2020-01-01,2040-01-01)'"])
    def test_are_accredited_as_the_record_says(self, dara, change):
        factory.accredit(dara, "heating")

        assert rule_against(f"UPDATE ledger_accreditation SET {change}") == "accreditation_stays"


class TestObjections:
    def test_are_decided_once_and_by_nobody_with_a_part_in_the_claim(self, asha, dara):
        claim = factory.verified(asha, verifier=dara)
        with transactions.edge():
            objection = objections.raise_(by=people.person("Chidi"), claim=claim, reasons="Look.", at=NOW)
        sql = "UPDATE ledger_objection SET outcome = %s, decided_at = %s, decided_by_id = %s WHERE id = %s"

        assert rule_against(sql, "dismissed", NOW, asha.pk, objection.pk) == "objection_without_conflict"
        assert rule_against(sql, "dismissed", NOW, dara.pk, objection.pk) == ""
        run(sql, "dismissed", NOW, dara.pk, objection.pk)
        assert rule_against(sql, "upheld", NOW, dara.pk, objection.pk) == "objection_stays"
        assert Objection.objects.get().outcome == "dismissed"


class TestTriggers:
    def test_also_hold_for_a_replica(self):
        tables = ("claim", "extent", "asset", "evidence", "verification", "accreditation", "objection")
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT tgname FROM pg_trigger
                WHERE NOT tgisinternal AND tgenabled <> 'A' AND tgrelid = ANY (%s::regclass[])""",
                [[f"ledger_{table}" for table in tables]],
            )
            assert cursor.fetchall() == []


def test_the_period_of_an_extent_is_that_of_its_claim(asha):
    factory.submitted(asha, first_day=date(2025, 3, 1))

    assert Extent.objects.get().period == Claim.objects.get().period
