"""Acting for oneself or a collective: chosen in the header, and asked again on each request."""

import pytest

from commons.models import Membership
from tests.factories import people
from tests.factories.claims import NOW
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bela():
    return people.person("Bela")


@pytest.fixture
def coop(bela):
    return people.collective("Valley Heat", steward=people.person("Asha"), members=(bela,))


class TestChoose:
    def test_stands_in_the_header_of_every_page(self, bela, coop):
        client = browser(bela)

        response = send(client, "/acting-for/", agent=str(coop.pk), next="/funds/")

        assert response["Location"] == "/funds/"
        assert "Acting for Valley Heat" in visit(client, "/privacy/").text

    def test_goes_back_to_oneself(self, bela, coop):
        client = browser(bela)
        send(client, "/acting-for/", agent=str(coop.pk))

        send(client, "/acting-for/", agent=str(bela.pk))

        assert "Acting for Bela" in visit(client, "/privacy/").text

    def test_ends_with_the_membership(self, bela, coop):
        client = browser(bela)
        send(client, "/acting-for/", agent=str(coop.pk))

        Membership.objects.filter(member=bela).update(until=NOW)

        assert "Acting for Bela" in visit(client, "/privacy/").text

    def test_takes_no_collective_that_one_is_not_in(self, coop):
        chidi = browser(people.person("Chidi"))

        assert send(chidi, "/acting-for/", agent=str(coop.pk)).status_code == 200
        assert "Acting for Chidi" in visit(chidi, "/privacy/").text

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, bela, coop, elsewhere):
        assert send(browser(bela), "/acting-for/", agent=str(coop.pk), next=elsewhere)["Location"] == "/"
