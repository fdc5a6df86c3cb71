"""Memberships: taken in by stewards, left by anybody, and never without a steward."""

from datetime import timedelta

import pytest

from commons import errors
from commons.actions import agents, memberships
from commons.models import Membership
from commons.queries import agents as queries
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def asha():
    return people.person("Asha")


@pytest.fixture
def bela():
    return people.person("Bela")


@pytest.fixture
def coop(asha):
    return agents.found(by=asha, name="Valley Heat", at=NOW)


class TestAdd:
    def test_takes_in_a_member_once(self, asha, bela, coop):
        first = memberships.add(by=asha, collective=coop, member=bela, at=NOW)
        again = memberships.add(by=asha, collective=coop, member=bela, at=LATER)

        assert first == again
        assert queries.role(bela, coop) == "member"

    def test_makes_a_member_a_steward_and_keeps_what_was(self, asha, bela, coop):
        memberships.add(by=asha, collective=coop, member=bela, at=NOW)
        memberships.add(by=asha, collective=coop, member=bela, at=LATER, role="steward")

        assert queries.role(bela, coop) == "steward"
        assert Membership.objects.filter(member=bela).count() == 2

    def test_is_for_stewards(self, bela, coop):
        with pytest.raises(errors.NotAllowed):
            memberships.add(by=bela, collective=coop, member=bela, at=NOW)

    @pytest.mark.parametrize(("field", "change"), [("role", {"role": "king"}), ("member", {"member": "coop"})])
    def test_refuses_what_is_no_role_or_no_person(self, asha, bela, coop, field, change):
        asked = {"member": bela} | {name: coop if value == "coop" else value for name, value in change.items()}

        with pytest.raises(errors.BadInput) as refusal:
            memberships.add(by=asha, collective=coop, at=NOW, **asked)

        assert refusal.value.field == field


class TestLeave:
    def test_ends_ones_own_membership(self, asha, bela, coop):
        memberships.add(by=asha, collective=coop, member=bela, at=NOW)

        ended = memberships.leave(by=bela, collective=coop, member=bela, at=LATER)

        assert ended.until == LATER
        assert queries.role(bela, coop) is None

    def test_is_refused_to_the_last_steward(self, asha, coop):
        with pytest.raises(errors.NotAllowed, match="last steward"):
            memberships.leave(by=asha, collective=coop, member=asha, at=LATER)

    def test_of_another_is_for_stewards(self, asha, bela, coop):
        memberships.add(by=asha, collective=coop, member=bela, at=NOW)

        with pytest.raises(errors.NotAllowed):
            memberships.leave(by=bela, collective=coop, member=asha, at=LATER)


class TestRegister:
    def test_makes_one_person_for_a_login_however_often(self, asha):
        again = agents.register(user=asha.user, name="Somebody else")

        assert again == asha

    def test_refuses_a_name_that_deceives(self, asha):
        with pytest.raises(errors.BadInput):
            agents.found(by=asha, name="Valley\u202eHeat", at=NOW)


class TestFellows:
    def test_are_in_a_collective_together_or_one_in_the_other(self, asha, bela, coop):
        assert not queries.are_fellows(bela, [asha])

        memberships.add(by=asha, collective=coop, member=bela, at=NOW)

        assert queries.are_fellows(bela, [asha])
        assert queries.are_fellows(bela, [coop])
        assert queries.may_act_for(bela) == [bela, coop]
