"""Verifications: the draw, the decision, asking back, passing on."""

from collections import Counter
from datetime import timedelta

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import accreditations, claims, evidence, moderation, verifications
from ledger.models import Claim, Entry, Question, Verification
from tests.factories import claims as factory
from tests.factories import files, people
from tests.factories.claims import HEAT_PUMP, MET, MET_WITH_OVERLAPS, NOW

pytestmark = pytest.mark.django_db

LARGE = {"inputs": {**HEAT_PUMP, "heat": "800000 kWh", "dwellings": "100"}}


def _assign(claim: Claim, at=NOW) -> Claim:
    with transactions.edge():
        return verifications.assign(claim=claim, at=at)


def _reject(claim: Claim, verifier) -> Claim:
    criteria = {**MET, "inputs": "not_met"}
    with transactions.edge():
        return verifications.decide(
            by=verifier, claim=claim, outcome="reject", criteria=criteria, reasons="Bills differ.", at=NOW
        )


class TestAssign:
    def test_says_that_too_few_are_accredited_and_goes_on_when_one_is(self):
        claim = factory.submitted(people.person("Asha"))

        waiting = _assign(claim)
        factory.accredit(people.person("Dara"), "heating")
        went_on = _assign(claim)

        assert (waiting.state, waiting.waits_for) == ("submitted", "verifiers")
        assert (went_on.state, went_on.waits_for) == ("in_review", "")
        assert Entry.objects.filter(kind="claim.assigned", subject_id=claim.pk).count() == 1

    def test_waits_until_two_are_there_for_a_large_claim(self):
        coop = people.collective("Valley Heat", steward=people.person("Asha"))
        claim = factory.submitted(coop, by=people.person("Asha"), **LARGE)
        factory.accredit(people.person("Dara"), "heating")

        with_one = _assign(claim)
        factory.accredit(people.person("Emre"), "heating")
        with_two = _assign(claim)

        assert (with_one.state, with_two.state) == ("submitted", "in_review")
        assert {v.verifier.name for v in claim.verifications.all()} == {"Dara", "Emre"}

    def test_draws_nobody_of_another_family_or_out_of_term(self):
        factory.accredit(people.person("Dara"), "insulation")
        ended = factory.accredit(people.person("Emre"), "heating")
        with transactions.edge():
            accreditations.end(accreditation=ended, basis="founding", at=NOW - timedelta(days=1))

        claim = _assign(factory.submitted(people.person("Asha")))

        assert claim.waits_for == "verifiers"

    def test_never_draws_the_claimant(self):
        dara = people.person("Dara")
        factory.accredit(dara, "heating")

        assert _assign(factory.submitted(dara)).waits_for == "verifiers"

    @pytest.mark.parametrize("until", [None, NOW - timedelta(days=200)])
    def test_never_draws_who_is_in_the_collective_or_was_in_the_claims_period(self, until):
        asha, dara = people.person("Asha"), people.person("Dara")
        coop = people.collective("Valley Heat", steward=asha)
        people.join(coop, dara, until=until)
        factory.accredit(dara, "heating")

        assert _assign(factory.submitted(coop, by=asha)).waits_for == "verifiers"

    def test_draws_who_left_before_the_claims_period(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        coop = people.collective("Valley Heat", steward=asha)
        people.join(coop, dara, until=NOW - timedelta(days=1000))
        factory.accredit(dara, "heating")

        assert _assign(factory.submitted(coop, by=asha)).state == "in_review"

    @pytest.mark.parametrize("owner", ["Asha", "Emre"])
    def test_never_draws_who_is_elsewhere_with_the_claimant_or_the_assets_owner(self, owner):
        asha, dara, emre = people.person("Asha"), people.person("Dara"), people.person("Emre")
        coop = people.collective("Valley Heat", steward=asha, members=(emre,))
        people.collective("Choir", members=(people.person(owner), dara))
        factory.accredit(dara, "heating")

        claim = _assign(factory.submitted(coop, by=asha, asset=factory.meter(people.person(owner))))

        assert claim.waits_for == "verifiers"

    def test_draws_the_same_for_the_same_and_all_equally_often(self):
        verifiers = [people.person(name) for name in ("Dara", "Emre", "Funmi")]
        for verifier in verifiers:
            factory.accredit(verifier, "heating")
        asha = people.person("Asha")
        filings = [factory.filing(asha) for _ in range(150)]
        with transactions.edge():
            filed = claims.submit_many(by=asha, filings=filings, at=NOW)
            verifications.assign_many(claims=filed, at=NOW)

        drawn = Counter(Verification.objects.values_list("verifier__name", flat=True))

        assert sum(drawn.values()) == 150
        assert min(drawn.values()) > 25  # of 50 expected: fewer in one case of 100,000

    def test_draws_the_same_verifier_when_the_claim_is_withdrawn_and_filed_again(self):
        asha = people.person("Asha")
        meter = factory.meter(asha)
        for name in ("Dara", "Emre", "Funmi"):
            factory.accredit(people.person(name), "heating")
        first = _assign(factory.submitted(asha, asset=meter))
        with transactions.edge():
            claims.withdraw(by=asha, claim=first, at=NOW)

        second = _assign(factory.submitted(asha, asset=meter))

        assert second.verifications.get().verifier == first.verifications.get().verifier


class TestDecide:
    def test_approval_opens_the_objection_window_of_the_methodology(self):
        claim = factory.verified(people.person("Asha"), verifier=people.person("Dara"))

        assert (claim.state, claim.verified_at) == ("verified", NOW)
        assert claim.window_until == NOW + timedelta(days=7)
        assert Entry.objects.about(claim).last().kind == "claim.verified"

    def test_by_the_first_of_two_leaves_it_in_review(self):
        coop = people.collective("Valley Heat", steward=people.person("Asha"))
        claim = factory.submitted(coop, by=people.person("Asha"), **LARGE)
        dara, emre = people.person("Dara"), people.person("Emre")
        factory.accredit(dara, "heating")
        factory.accredit(emre, "heating")
        _assign(claim)

        first = factory.approve(claim, dara)
        second = factory.approve(claim, emre)

        assert (first.state, second.state) == ("in_review", "verified")

    def test_one_rejection_rejects_and_frees_what_was_taken_up(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        meter = factory.meter(asha)
        claim = factory.in_review(asha, verifier=dara, asset=meter)

        rejected = _reject(claim, dara)

        assert rejected.state == "rejected"
        assert factory.submitted(asha, asset=meter).state == "submitted"

    def test_is_refused_to_whom_it_is_not_assigned(self):
        claim = factory.in_review(people.person("Asha"), verifier=people.person("Dara"))

        with pytest.raises(errors.NotAllowed):
            factory.approve(claim, people.person("Chidi"))

    def test_is_refused_twice(self):
        dara = people.person("Dara")
        claim = factory.verified(people.person("Asha"), verifier=dara)

        with pytest.raises(errors.WrongState):
            factory.approve(claim, dara)

    def test_is_refused_to_who_joined_the_claimant_since_the_draw(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        coop = people.collective("Valley Heat", steward=asha)
        claim = factory.in_review(coop, by=asha, verifier=dara)
        people.join(coop, dara, since=NOW)

        with pytest.raises(errors.Conflicted):
            factory.approve(claim, dara)

        assert Verification.objects.get(claim=claim).decided_at is None

    def test_is_refused_to_whose_accreditation_has_ended(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        with transactions.edge():
            accreditations.end(accreditation=factory.accredit(dara, "heating"), basis="founding", at=NOW)

        with pytest.raises(errors.NotAllowed, match="not accredited"):
            factory.approve(claim, dara, at=NOW + timedelta(hours=1))

    @pytest.mark.parametrize(
        ("outcome", "criteria", "field"),
        [
            ("approve", {**MET, "inputs": "cannot_say"}, "criteria.inputs"),
            ("approve", {"asset": "met"}, "criteria.period"),
            ("approve", {**MET, "beauty": "met"}, "criteria.beauty"),
            ("reject", MET, "criteria"),
            ("applaud", {**MET, "inputs": "not_met"}, "outcome"),
        ],
    )
    def test_asks_for_findings_that_fit_the_outcome(self, outcome, criteria, field):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        with pytest.raises(errors.BadInput) as refusal, transactions.edge():
            verifications.decide(by=dara, claim=claim, outcome=outcome, criteria=criteria, reasons="So.", at=NOW)

        assert refusal.value.field == field

    def test_asks_about_overlaps_where_there_are_some(self):
        dara = people.person("Dara")
        factory.submitted(people.person("Chidi"))
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        with pytest.raises(errors.BadInput) as refusal:
            factory.approve(claim, dara)
        approved = factory.approve(claim, dara, criteria=MET_WITH_OVERLAPS)

        assert refusal.value.field == "criteria.overlaps"
        assert approved.state == "verified"

    def test_of_many_claims_is_all_or_none(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        factory.accredit(dara, "heating")
        with transactions.edge():
            filed = claims.submit_many(by=asha, filings=[factory.filing(asha) for _ in range(4)], at=NOW)
            verifications.assign_many(claims=filed, at=NOW)
        finding = {"outcome": "approve", "criteria": MET_WITH_OVERLAPS, "reasons": "As metered.", "at": NOW}
        factory.submitted(asha)

        with pytest.raises(errors.WrongState), transactions.edge():
            verifications.decide_many(by=dara, claims=Claim.objects.all(), **finding)
        with transactions.edge():
            verifications.decide_many(by=dara, claims=filed, **finding)

        assert Claim.objects.filter(state="verified", window_until=NOW + timedelta(days=7)).count() == 4
        assert Entry.objects.filter(kind="claim.verified").count() == 4

    def test_sent_twice_under_one_key_is_one_decision(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        finding = {"outcome": "approve", "criteria": MET, "reasons": "As metered.", "at": NOW, "key": "decision 1"}

        for _ in range(2):
            with transactions.edge():
                decided = verifications.decide(by=dara, claim=claim, **finding)

        assert decided.state == "verified"
        assert Entry.objects.filter(kind="claim.verified").count() == 1


class TestAskBack:
    def _asked(self, until=NOW + timedelta(days=10)) -> Claim:
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        with transactions.edge():
            return verifications.ask_back(by=dara, claim=claim, question="Which meter is it?", until=until, at=NOW)

    def test_gives_the_claim_back_and_an_answer_returns_it(self):
        claim = self._asked()
        with transactions.edge():
            answered = verifications.answer(
                by=claim.claimant, claim=claim, reply="The left.", at=NOW + timedelta(days=2)
            )

        assert (claim.state, answered.state) == ("asked_back", "in_review")
        assert factory.approve(answered, people.person("Dara")).state == "verified"

    def test_withdraws_what_is_not_answered_in_time(self):
        claim = self._asked()
        with transactions.edge():
            early = verifications.lapse_unanswered(at=NOW + timedelta(days=9))
            late = verifications.lapse_unanswered(at=NOW + timedelta(days=10))

        assert (early, late) == (0, 1)
        assert Claim.objects.get(pk=claim.pk).state == "withdrawn"

    def test_keeps_every_question_with_its_answer(self):
        claim = self._asked()
        asha, dara = claim.claimant, people.person("Dara")
        with transactions.edge():
            verifications.answer(by=asha, claim=claim, reply="The left one.", at=NOW + timedelta(days=1))
            later = NOW + timedelta(days=9)
            verifications.ask_back(by=dara, claim=claim, question="And its number?", until=later, at=NOW)

        asked = Question.objects.filter(verification__claim=claim)
        assert [(question.question, question.answer) for question in asked] == [
            ("Which meter is it?", "The left one."),
            ("And its number?", ""),
        ]

    def test_can_be_withheld_where_it_must_not_be_shown(self):
        self._asked()
        asked, ode = Question.objects.get(), people.operator()

        with transactions.edge():
            moderation.withhold(
                by=ode, subject=asked, field="question", ground="personal", reason="It names somebody.", at=NOW
            )

        asked.refresh_from_db()
        assert asked.question.startswith("[withheld ")

    def test_takes_no_silence_for_an_answer_and_a_file_for_one(self):
        claim = self._asked()
        with pytest.raises(errors.BadInput), transactions.edge():
            verifications.answer(by=claim.claimant, claim=claim, at=NOW + timedelta(days=1))

        with transactions.edge():
            evidence.add(by=claim.claimant, claim=claim, upload=files.upload(), at=NOW)
            answered = verifications.answer(by=claim.claimant, claim=claim, at=NOW + timedelta(days=1))

        assert answered.state == "in_review"

    @pytest.mark.parametrize("days", [-1, 2, 31])
    def test_asks_for_a_deadline_from_three_days_to_a_month(self, days):
        with pytest.raises(errors.BadInput) as refusal:
            self._asked(until=NOW + timedelta(days=days))

        assert refusal.value.field == "until"


class TestDeclare:
    def test_is_on_the_record_once(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        for _ in range(2):
            with transactions.edge():
                seat = verifications.declare(by=dara, claim=claim, at=NOW)

        assert seat.declared_at == NOW
        assert Entry.objects.filter(kind="claim.declared").count() == 1

    def test_is_refused_to_who_has_a_part_in_it_by_now(self):
        asha, dara = people.person("Asha"), people.person("Dara")
        claim = factory.in_review(asha, verifier=dara)
        people.collective("Choir", members=(asha, dara))

        with pytest.raises(errors.Conflicted), transactions.edge():
            verifications.declare(by=dara, claim=claim, at=NOW)


class TestSave:
    def test_keeps_a_half_done_checklist_that_decides_nothing(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        found, noted = {"asset": "met", "period": "", "beauty": "met"}, {"asset": "Seen. ", "period": ""}

        with transactions.edge():
            verifications.save(by=dara, claim=claim, findings=found, notes=noted, reasons="")

        seat = claim.verifications.get()
        assert seat.saved == {"findings": {"asset": "met"}, "notes": {"asset": "Seen."}, "reasons": ""}
        assert (seat.criteria, seat.decided_at) == ({}, None)

    def test_is_gone_with_the_decision_which_keeps_the_notes_out_of_the_record(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        with transactions.edge():
            verifications.save(by=dara, claim=claim, findings={"asset": "met"}, notes={}, reasons="")
            verifications.decide(
                by=dara, claim=claim, outcome="approve", criteria=MET, notes={"asset": "Behind the blue door."},
                reasons="As metered.", at=NOW,
            )  # fmt: skip

        seat, entry = claim.verifications.get(), Entry.objects.about(claim).last()
        assert (seat.saved, seat.notes) == ({}, {"asset": "Behind the blue door."})
        assert entry.body["criteria"] == MET
        assert b"blue door" not in bytes(entry.leaf)


class TestDecline:
    @pytest.mark.parametrize("because", ["conflict", "no_time"])
    def test_passes_the_seat_on_and_says_why(self, because):
        dara, emre = people.person("Dara"), people.person("Emre")
        claim = factory.in_review(people.person("Asha"), verifier=dara)
        factory.accredit(emre, "heating")

        with transactions.edge():
            verifications.decline(by=dara, claim=claim, because=because, at=NOW)

        assert claim.verifications.get(verifier=dara).released_because == because
        assert claim.verifications.get(released_at=None).verifier == emre
        assert Entry.objects.get(kind="claim.declined").body == {"verifier": str(dara.pk), "because": because}

    def test_leaves_the_claim_waiting_where_nobody_else_is_there(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        with transactions.edge():
            verifications.decline(by=dara, claim=claim, because="no_time", at=NOW)

        claim.refresh_from_db()
        assert (claim.state, claim.waits_for) == ("in_review", "verifiers")

    def test_is_not_for_other_reasons_or_other_people(self):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        with pytest.raises(errors.BadInput), transactions.edge():
            verifications.decline(by=dara, claim=claim, because="overdue", at=NOW)
        with pytest.raises(errors.NotAllowed), transactions.edge():
            verifications.decline(by=people.person("Chidi"), claim=claim, because="no_time", at=NOW)


class TestReassignOverdue:
    def test_draws_another_who_can_decide_where_the_first_no_longer_can(self):
        asha, dara, emre = people.person("Asha"), people.person("Dara"), people.person("Emre")
        claim = factory.in_review(asha, verifier=dara)
        factory.accredit(emre, "heating")
        late = NOW + timedelta(days=14)

        with transactions.edge():
            released = verifications.reassign_overdue(at=late)

        assert released == 1
        assert Entry.objects.get(kind="claim.released").body["because"] == "overdue"
        with pytest.raises(errors.NotAllowed):
            factory.approve(claim, dara, at=late)
        assert factory.approve(claim, emre, at=late).state == "verified"

    def test_says_that_nobody_else_is_there(self):
        claim = factory.in_review(people.person("Asha"), verifier=people.person("Dara"))

        with transactions.edge():
            verifications.reassign_overdue(at=NOW + timedelta(days=14))

        claim.refresh_from_db()
        assert (claim.state, claim.waits_for) == ("in_review", "verifiers")
