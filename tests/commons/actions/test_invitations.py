"""Invitations: to people whom we may not know, by stewards, for two weeks, and then forgotten."""

from datetime import timedelta

import pytest

from commons import errors
from commons.actions import invitations, memberships
from commons.models import Invitation
from commons.queries import agents
from config.models import Mail, Notification
from tests.factories import people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha():
    return people.person("Asha")


@pytest.fixture
def coop(asha):
    return people.collective("Valley Heat", steward=asha)


def invite(coop, asha, email="new@example.org", **more) -> Invitation:
    return invitations.invite(by=asha, collective=coop, email=email, at=NOW, **more)


class TestInvite:
    def test_writes_to_an_address_that_nobody_knows(self, asha, coop):
        made = invite(coop, asha, "New@Example.org")

        letter = Mail.objects.get()
        assert (letter.recipient, letter.subject) == ("new@example.org", "Join Valley Heat")
        assert invitations.token(made) in letter.body

    def test_also_tells_somebody_who_is_here_without_a_second_letter(self, asha, coop):
        invite(coop, asha, people.person("Bela").user.email)

        told = Notification.objects.get()
        assert (told.kind, told.user.agent.name, bool(told.mailed_at)) == ("invitation.received", "Bela", True)
        assert Mail.objects.count() == 1

    def test_is_for_stewards(self, asha, coop):
        bela = people.person("Bela")
        people.join(coop, bela)

        with pytest.raises(errors.NotAllowed):
            invite(coop, bela)

        assert not Mail.objects.exists()

    @pytest.mark.parametrize("email", ["new@example.org", "NEW@example.org", "asha@example.org", "nobody"])
    def test_refuses_a_second_those_who_are_in_and_what_is_no_address(self, asha, coop, email):
        invite(coop, asha)

        with pytest.raises(errors.BadInput) as refusal:
            invite(coop, asha, email)

        assert refusal.value.field == "email"

    def test_ends_those_that_expired_and_forgets_their_address(self, asha, coop):
        old = invite(coop, asha)

        invitations.invite(by=asha, collective=coop, email="new@example.org", at=NOW + timedelta(days=15))

        old.refresh_from_db()
        assert (old.state, old.email) == ("withdrawn", "")


class TestAccept:
    def test_takes_in_whoever_has_the_letter_in_the_role_that_was_offered(self, asha, coop):
        bela, made = people.person("Bela"), invite(coop, asha, role="treasurer")

        invitations.accept(by=bela, invitation=made, at=NOW)

        made.refresh_from_db()
        assert agents.role(bela, coop) == "treasurer"
        assert (made.state, made.email, made.member) == ("accepted", "", bela)
        assert Notification.objects.get(user__agent=asha).facts["name"] == "Bela"

    def test_is_refused_when_it_has_ended(self, asha, coop):
        bela, made = people.person("Bela"), invite(coop, asha)
        with pytest.raises(errors.BadInput):
            invitations.accept(by=bela, invitation=made, at=NOW + timedelta(days=14))
        invitations.withdraw(by=asha, invitation=made, at=NOW)

        with pytest.raises(errors.BadInput):
            invitations.accept(by=bela, invitation=made, at=NOW)

        assert agents.role(bela, coop) is None

    def test_leaves_the_role_of_who_is_in_already(self, asha, coop):
        invitations.accept(by=asha, invitation=invite(coop, asha), at=NOW)

        assert agents.role(asha, coop) == "steward"


class TestDecline:
    def test_forgets_the_address_and_tells_the_stewards(self, asha, coop):
        made = invitations.decline(invitation=invite(coop, asha), at=NOW)

        assert (made.state, made.email) == ("declined", "")
        assert Notification.objects.get().kind == "invitation.declined"


class TestLeave:
    def test_tells_who_was_removed(self, asha, coop):
        bela = people.person("Bela")
        people.join(coop, bela)

        memberships.leave(by=asha, collective=coop, member=bela, at=NOW)

        assert Notification.objects.get(user__agent=bela).kind == "membership.ended"
