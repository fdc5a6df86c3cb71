"""Collectives: founded, described, joined by invitation and left; who is in is for those who are."""

import pytest
from django.utils import timezone

from commons.actions import invitations
from commons.models import Agent, Invitation
from commons.queries import agents
from config.models import Mail
from tests.factories import people
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha():
    return people.person("Asha")


@pytest.fixture
def coop(asha):
    return people.collective("Valley Heat", steward=asha, members=(people.person("Bela"),))


class TestFound:
    def test_makes_its_founder_the_steward_and_goes_on_to_invite(self, asha):
        people.place("earth.gb.wls")

        response = send(browser(asha), "/collectives/new/", name="Valley Heat", place="Wales", about="Warm homes.")

        made = Agent.objects.get(name="Valley Heat")
        assert response["Location"] == f"/collectives/{made.pk}/people/"
        assert (agents.role(asha, made), made.about, made.place.name) == ("steward", "Warm homes.", "Wales")

    def test_keeps_what_was_typed_when_it_is_refused(self, asha):
        page = send(browser(asha), "/collectives/new/", name="Valley\u202eHeat", place="Nowhere", about="Warm homes.")

        assert page.status_code == 400
        assert "Warm homes." in page.content.decode()


class TestShown:
    def test_tells_strangers_what_it_is_and_not_who(self, coop):
        page = visit(browser(), f"/collectives/{coop.pk}/")

        assert "Valley Heat" in page.text
        assert "Asha" not in page.text

    def test_is_no_page_of_a_person(self, asha):
        assert browser(asha).get(f"/collectives/{asha.pk}/").status_code == 404


class TestPeople:
    def test_are_named_to_those_who_are_in(self, coop):
        page = visit(browser(people.person("Bela")), f"/collectives/{coop.pk}/people/")

        assert "Asha" in page.text
        assert "Invite somebody" not in page.text

    @pytest.mark.parametrize("page", ["people/", "change/"])
    def test_are_no_page_for_strangers(self, coop, page):
        assert browser(people.person("Chidi")).get(f"/collectives/{coop.pk}/{page}").status_code == 404

    def test_invites_with_feedback(self, asha, coop):
        client, address = browser(asha), f"/collectives/{coop.pk}/people/"

        send(client, address, email="new@example.org", role="member")

        page = visit(client, address)
        assert "A letter is on its way to new@example.org." in page.text
        assert "new@example.org member, open until" in page.text

    def test_lets_a_member_invite_nobody(self, coop):
        send(browser(people.person("Bela")), f"/collectives/{coop.pk}/people/", email="new@example.org", role="steward")

        assert not Invitation.objects.exists()


class TestRole:
    def test_is_changed_by_stewards_alone(self, asha, coop):
        bela = people.person("Bela")
        address = f"/collectives/{coop.pk}/people/{bela.pk}/role/"
        assert send(browser(bela), address, role="steward").status_code == 404

        send(browser(asha), address, role="treasurer")

        assert agents.role(bela, coop) == "treasurer"


class TestEnd:
    def test_says_why_the_last_steward_cannot_leave(self, asha, coop):
        page = send(browser(asha), f"/collectives/{coop.pk}/people/{asha.pk}/end/")

        assert page.status_code == 400
        assert "name another first" in page.content.decode()

    def test_is_for_oneself_and_for_stewards(self, asha, coop):
        bela = people.person("Bela")
        assert send(browser(bela), f"/collectives/{coop.pk}/people/{asha.pk}/end/").status_code == 404

        send(browser(bela), f"/collectives/{coop.pk}/people/{bela.pk}/end/")

        assert agents.role(bela, coop) is None


class TestInvitation:
    def address(self, asha, coop) -> str:
        made = invitations.invite(by=asha, collective=coop, email="new@example.org", at=timezone.now())
        return f"/invitations/{invitations.token(made)}/"

    def test_asks_a_visitor_to_log_in_or_make_an_account(self, asha, coop):
        address = self.address(asha, coop)

        page = visit(browser(), address)

        assert "Asha invites you into Valley Heat, as: member." in page.text
        assert f"/accounts/signup/?next={address.replace(':', '%3A')}" in page.links

    def test_takes_in_whoever_is_logged_in_and_says_yes(self, asha, coop):
        chidi = people.person("Chidi")

        send(browser(chidi), self.address(asha, coop), accept="1")

        assert agents.role(chidi, coop) == "member"

    def test_is_declined_without_a_log_in_and_then_over(self, asha, coop):
        address = self.address(asha, coop)

        send(browser(), address, decline="1")

        assert "This invitation was declined." in visit(browser(), address).text

    def test_joins_nobody_without_a_log_in(self, asha, coop):
        send(browser(), self.address(asha, coop), accept="1")

        assert coop.memberships.current().count() == 2

    def test_is_sent_again_and_withdrawn_by_stewards(self, asha, coop):
        self.address(asha, coop)
        made, client = Invitation.objects.get(), browser(asha)

        send(client, f"/collectives/{coop.pk}/invitations/{made.pk}/again/")
        send(client, f"/collectives/{coop.pk}/invitations/{made.pk}/withdraw/")

        made.refresh_from_db()
        assert (Mail.objects.count(), made.state) == (2, "withdrawn")

    def test_is_no_page_without_a_letter(self):
        assert browser().get("/invitations/made-up/").status_code == 404
