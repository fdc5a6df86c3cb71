"""Who may do what: every verb of the table, for everybody."""

import pytest

from ledger import errors, permissions
from ledger.permissions import ANYBODY, OPERATORS, OWN, STEWARDS, TABLE, TREASURERS
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db

ALLOWED = {
    ANYBODY: {"steward", "treasurer", "member", "stranger", "operator"},
    OWN: {"steward", "treasurer", "member"},
    STEWARDS: {"steward"},
    TREASURERS: {"treasurer", "operator"},
    OPERATORS: {"operator"},
}


@pytest.fixture
def cast():
    steward, member = people.person("Asha"), people.person("Bela")
    collective = people.collective("Valley Heat", steward=steward, members=(member,))
    stranger, operator, treasurer = people.person("Chidi"), people.operator(), people.person("Tariq")
    people.join(collective, treasurer, role="treasurer")
    named = {"treasurer": treasurer, "stranger": stranger, "operator": operator}
    return collective, {"steward": steward, "member": member} | named


class TestRequire:
    @pytest.mark.parametrize("verb", sorted(TABLE))
    def test_lets_for_a_collective_those_who_may_and_nobody_else(self, cast, verb):
        collective, who = cast

        able = {role for role, person in who.items() if permissions.may(person, verb, collective)}

        assert able == ALLOWED[TABLE[verb]]

    def test_lets_anybody_act_for_themselves(self, cast):
        permissions.require(cast[1]["stranger"], "claim.submit", cast[1]["stranger"])

    def test_says_who_may(self, cast):
        with pytest.raises(errors.NotAllowed, match="only a treasurer of the fund, or an operator may"):
            permissions.require(cast[1]["steward"], "receipt.book", cast[0])

    def test_refuses_who_was_erased_who_left_and_collectives_as_such(self, cast):
        collective, who = cast
        erased = who["stranger"]
        erased.erased_at = NOW
        collective.memberships.filter(member=who["member"]).update(until=NOW)

        assert not permissions.may(erased, "objection.raise")
        assert not permissions.may(who["member"], "claim.submit", collective)
        assert not permissions.may(collective, "claim.submit", collective)

    def test_lets_no_treasurer_book_for_a_fund_that_is_not_theirs(self, cast):
        treasurer = cast[1]["treasurer"]

        assert not permissions.may(treasurer, "receipt.book", people.collective("River Fund"))
        assert not permissions.may(treasurer, "receipt.book", treasurer)
        assert not permissions.may(treasurer, "receipt.book")

    def test_knows_no_other_verb(self, cast):
        with pytest.raises(KeyError):
            permissions.may(cast[1]["steward"], "claim.issue")
