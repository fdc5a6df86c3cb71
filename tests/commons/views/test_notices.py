"""The page of notifications, what one chooses by mail, and the link that stops it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.actions import notices
from commons.models import User
from config.models import Notification, Preference
from config.plumbing import notifications
from tests.factories import people
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db

REJECTED = {"reference": "C-7", "words": "The hall stood empty."}


@pytest.fixture
def asha():
    return people.person("Asha")


def tell(agent, number: int = 1, kind: str = "claim.rejected") -> None:
    for _ in range(number):
        notices.tell(kind, agent.pk, REJECTED)


class TestListed:
    def test_says_what_happened_with_reasons_and_why_one_reads_it(self, asha):
        tell(asha)

        page = visit(browser(asha), "/notifications/")

        assert "Claim C-7 was rejected The hall stood empty." in page.text
        assert "The claim is yours, or of a collective that you are in." in page.text

    def test_shows_nobody_elses(self, asha):
        tell(asha)

        assert "C-7" not in visit(browser(people.person("Chidi")), "/notifications/").text

    def test_puts_what_is_not_read_first(self, asha):
        tell(asha)
        tell(asha, kind="claim.confirmed")
        Notification.objects.filter(kind="claim.confirmed").update(read_at=timezone.now())

        text = visit(browser(asha), "/notifications/").text

        assert text.index("was rejected") < text.index("confirmed claim")

    def test_is_narrowed_by_topic_owner_and_unread(self, asha):
        coop = people.collective("Valley Heat", steward=asha)
        tell(asha)
        tell(coop, kind="claim.confirmed")

        assert "was rejected" not in visit(browser(asha), f"/notifications/?owner={coop.pk}").text
        assert "C-7" not in visit(browser(asha), "/notifications/?topic=tokens").text
        assert "was rejected" in visit(browser(asha), "/notifications/?topic=claims&unread=1").text

    def test_goes_on_over_pages_with_as_many_queries_for_many_as_for_few(self, asha):
        tell(asha, 2)
        client = browser(asha)
        visit(client, "/notifications/")
        few = _queries(client)
        tell(asha, 60)

        assert _queries(client) == few
        assert "cursor=" in visit(client, "/notifications/").html

    @pytest.mark.parametrize("query", ["cursor=nonsense", "owner=nobody", "topic=%00", "unread=x"])
    def test_takes_any_address(self, asha, query):
        assert browser(asha).get(f"/notifications/?{query}", follow=True).status_code == 200

    def test_is_counted_in_the_header_of_every_page_and_costs_visitors_nothing(self, asha):
        tell(asha, 3)
        assert "3 not read yet" in visit(browser(asha), "/privacy/").text

        with CaptureQueriesContext(connection) as queries:
            visit(browser(), "/privacy/")

        assert len(queries) == 0


class TestOpened:
    def test_leads_to_what_it_is_about_and_counts_as_read(self, asha):
        tell(asha)
        row = Notification.objects.get()

        response = browser(asha).get(f"/notifications/{row.pk}/")

        row.refresh_from_db()
        assert (response["Location"], row.unread) == ("/claims/C-7/", False)

    def test_is_no_page_for_others(self, asha):
        tell(asha)

        address = f"/notifications/{Notification.objects.get().pk}/"

        assert browser(people.person("Chidi")).get(address).status_code == 404


class TestRead:
    def test_marks_what_was_on_the_page_and_nobody_elses(self, asha):
        chidi = people.person("Chidi")
        tell(asha)
        tell(chidi)
        every = list(Notification.objects.values_list("pk", flat=True))

        send(browser(asha), "/notifications/read/", id=every)

        assert list(Notification.objects.filter(unread=True).values_list("user__agent", flat=True)) == [chidi.pk]


class TestPreferences:
    def test_keep_what_was_chosen(self, asha):
        client = browser(asha)
        chosen = dict.fromkeys((*notifications.TOPICS, "digest"), "usual") | {"claims": "never"}

        send(client, "/notifications/preferences/", **chosen)

        assert list(Preference.objects.values_list("topic", "how")) == [("claims", "never")]
        assert 'value="never" selected' in visit(client, "/notifications/preferences/").html


class TestStop:
    def token(self, agent, topic: str = "claims") -> str:
        return notifications.stop_token(User.objects.get(agent=agent), topic)

    def test_works_by_one_post_without_log_in_or_cookies(self, asha):
        """As RFC 8058 has it: a mail program posts this by itself."""
        client = Client(enforce_csrf_checks=True)

        response = client.post(f"/notifications/stop/{self.token(asha)}/", {"List-Unsubscribe": "One-Click"})

        assert response.status_code == 200
        assert Preference.objects.get().how == "never"

    def test_does_nothing_when_a_program_only_looks(self, asha):
        page = visit(browser(), f"/notifications/stop/{self.token(asha)}/")

        assert "No more mail about: Your claims?" in page.text
        assert not Preference.objects.exists()

    def test_is_taken_back_by_one_button(self, asha):
        address = f"/notifications/stop/{self.token(asha, 'digest')}/"
        send(browser(), address)

        send(browser(), address, again="1")

        assert not Preference.objects.exists()

    def test_is_no_page_without_a_token_of_ours(self, asha):
        assert browser().get(f"/notifications/stop/{self.token(asha)[:-1]}x/").status_code == 404


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        visit(client, "/notifications/")
    return len(queries)
