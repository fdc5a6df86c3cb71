"""Objections: they stop the issue of a claim until somebody decides who has no part in it."""

from datetime import timedelta

import pytest

from config.plumbing import transactions
from ledger import errors
from ledger.actions import objections
from ledger.models import Claim, Entry, Objection
from tests.factories import claims as factory
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    return factory.verified(people.person("Asha"), verifier=people.person("Dara"))


def _object(claim: Claim, who: str = "Chidi", at=NOW) -> Objection:
    with transactions.edge():
        return objections.raise_(by=people.person(who), claim=claim, reasons="That boiler still runs.", at=at)


def _decide(objection: Objection, *, uphold: bool, by=None) -> Claim:
    with transactions.edge():
        objections.decide(by=by or people.operator(), objection=objection, uphold=uphold, answer="Looked at.", at=NOW)
    return Claim.objects.get(pk=objection.claim_id)


class TestRaise:
    def test_suspends_the_claim_and_commits_to_the_reasons(self, claim):
        objection = _object(claim)

        assert Claim.objects.get(pk=claim.pk).state == "suspended"
        entry = Entry.objects.about(objection).get()
        assert entry.kind == "objection.raised"
        assert b"boiler" not in bytes(entry.leaf)

    def test_is_refused_once_the_window_has_closed(self, claim):
        with pytest.raises(errors.WrongState):
            _object(claim, at=claim.window_until)

        assert _object(claim, at=claim.window_until - timedelta(seconds=1)).pk

    def test_is_refused_to_the_claimant_and_twice_to_anybody(self, claim):
        with pytest.raises(errors.NotAllowed):
            _object(claim, who="Asha")
        _object(claim)
        with pytest.raises(errors.NotAllowed):
            _object(claim)

    def test_is_refused_before_verification(self):
        with pytest.raises(errors.WrongState):
            _object(factory.submitted(people.person("Asha")))

    @pytest.mark.parametrize("reasons", [" ", "a\x00b", "x" * 5001])
    def test_asks_for_reasons(self, claim, reasons):
        with pytest.raises(errors.BadInput) as refusal, transactions.edge():
            objections.raise_(by=people.person("Chidi"), claim=claim, reasons=reasons, at=NOW)

        assert refusal.value.field == "reasons"


class TestDecide:
    def test_upheld_rejects_the_claim(self, claim):
        assert _decide(_object(claim), uphold=True).state == "rejected"

    def test_dismissed_lets_it_go_on_once_the_last_one_is(self, claim):
        first, second = _object(claim, "Chidi"), _object(claim, "Bela")

        assert _decide(first, uphold=False).state == "suspended"
        assert _decide(second, uphold=False).state == "verified"

    def test_is_for_the_accredited_and_operators(self, claim):
        emre = people.person("Emre")
        with pytest.raises(errors.NotAllowed):
            _decide(_object(claim), uphold=True, by=emre)
        factory.accredit(emre, "heating")

        assert _decide(Objection.objects.get(), uphold=True, by=emre).state == "rejected"

    @pytest.mark.parametrize("who", ["Asha", "Chidi", "Dara"])
    def test_is_not_for_whoever_claimed_objected_or_verified(self, claim, who):
        factory.accredit(people.person(who), "heating")

        with pytest.raises(errors.Conflicted):
            _decide(_object(claim), uphold=False, by=people.person(who))

    def test_happens_once(self, claim):
        objection = _object(claim)
        _decide(objection, uphold=False)

        with pytest.raises(errors.WrongState):
            _decide(objection, uphold=True)
