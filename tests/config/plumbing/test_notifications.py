"""Notifications: at once what has a deadline, the rest once a day, as each reader chose, in their own language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from commons.actions import notices
from commons.models import Agent, User
from config.models import Mail, Notification
from config.plumbing import notifications
from tests.factories import people

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)
REJECTED = {"reference": "C-7", "words": "The hall stood empty."}
DRAWN = {"reference": "C-8", "grams": 1_000_000, "by_when": "2026-03-09T12:00:00+00:00"}


@pytest.fixture
def asha() -> Agent:
    return people.person("Asha")


def user(agent: Agent) -> User:
    return User.objects.get(agent=agent)


def tell(agent: Agent, kind: str = "claim.rejected", **facts) -> None:
    notices.tell(kind, agent.pk, {**REJECTED, **DRAWN, **facts})


def letters() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("id").values_list("recipient", "subject"))


class TestMailAtOnce:
    def test_writes_of_deadlines_and_of_nothing_else(self, asha):
        tell(asha)
        tell(asha, "seat.drawn")

        assert (notifications.mail_at_once(), notifications.mail_at_once()) == (1, 0)
        assert letters() == [("asha@example.org", "You were drawn to verify claim C-8")]

    def test_puts_many_about_one_topic_into_one_letter(self, asha):
        for _ in range(3):
            tell(asha, "seat.drawn")

        assert notifications.mail_at_once() == 1
        assert letters() == [("asha@example.org", "3 things happened to what is yours")]

    def test_writes_of_all_of_a_topic_to_those_who_asked_for_it(self, asha):
        notifications.choose(user(asha), "claims", "at_once")
        tell(asha)

        assert notifications.mail_at_once() == 1
        assert "The hall stood empty." in Mail.objects.get().body

    @pytest.mark.parametrize("how", ["daily", "never"])
    def test_leaves_those_alone_who_declined(self, asha, how):
        notifications.choose(user(asha), "verifying", how)
        tell(asha, "seat.drawn")

        assert notifications.mail_at_once() == 0

    def test_says_why_and_how_it_stops(self, asha):
        tell(asha, "seat.drawn")
        notifications.mail_at_once()

        letter = Mail.objects.get()
        stop = letter.headers["List-Unsubscribe"].strip("<>")
        assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert stop in letter.body
        assert "Why you get this: You were drawn to verify the claim." in letter.body

    def test_gives_times_where_the_reader_lives(self, asha):
        User.objects.filter(agent=asha).update(time_zone="Asia/Kolkata")
        tell(asha, "seat.drawn")

        notifications.mail_at_once()

        assert "9 March 2026, 17:30" in Mail.objects.get().body


class TestWriteDigests:
    def test_writes_once_a_day_of_all_that_is_new(self, asha):
        tell(asha)
        tell(asha, reference="C-9")

        assert notifications.write_digests(at=SEVEN) == 1
        assert notifications.write_digests(at=SEVEN) == 0
        assert letters() == [("asha@example.org", "2 things happened to what is yours")]
        tell(asha)
        assert notifications.write_digests(at=SEVEN + timedelta(hours=3)) == 0
        assert notifications.write_digests(at=SEVEN + timedelta(days=1)) == 1

    def test_waits_for_the_morning_where_the_reader_lives(self, asha):
        User.objects.filter(agent=asha).update(time_zone="America/Lima")
        tell(asha)

        assert notifications.write_digests(at=SEVEN) == 0
        assert notifications.write_digests(at=SEVEN + timedelta(hours=5)) == 1

    def test_leaves_out_topics_that_nobody_wants_mail_about(self, asha):
        notifications.choose(user(asha), "claims", "never")
        tell(asha)

        assert notifications.write_digests(at=SEVEN) == 0
        assert not Notification.objects.filter(mailed_at=None).exists()

    def test_says_that_there_is_more_than_it_holds(self, asha):
        for _ in range(notifications.MOST_IN_A_DIGEST + 1):
            tell(asha)

        notifications.write_digests(at=SEVEN)

        assert letters() == [("asha@example.org", "More than 50 things happened to what is yours")]
        assert "There is more on your page" in Mail.objects.get().body


class TestTell:
    def test_reaches_everybody_in_a_collective_but_who_did_it(self, asha):
        bela, chidi = people.person("Bela"), people.person("Chidi")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))
        people.join(coop, chidi, until=datetime(2025, 1, 1, tzinfo=UTC))

        notices.tell("claim.rejected", coop.pk, REJECTED, by=asha.pk)

        assert list(Notification.objects.values_list("user__agent__name", "owner")) == [("Bela", coop.pk)]

    def test_reaches_only_those_with_a_role_where_one_is_asked_for(self, asha):
        coop = people.collective("Valley Heat", steward=asha, members=(people.person("Bela"),))

        notices.tell("treasury.pledged", coop.pk, {}, roles=["steward", "treasurer"])

        assert list(Notification.objects.values_list("user__agent__name", flat=True)) == ["Asha"]


class TestForget:
    def test_takes_what_a_person_wrote_out_of_everybodys(self, asha):
        dara = people.person("Dara")
        notices.tell("claim.rejected", asha.pk, REJECTED, by=dara.pk)

        notifications.forget(dara.pk)

        (shown,) = notifications.in_words(Notification.objects.all())
        assert (shown.title, shown.text) == ("Claim C-7 was rejected", "")


class TestStopToken:
    def test_names_user_and_topic_and_cannot_be_made_up(self, asha):
        token = notifications.stop_token(user(asha), "claims")

        assert notifications.stopped_by(token) == (user(asha), "claims")
        with pytest.raises(signing.BadSignature):
            notifications.stopped_by(token[:-2] + "AA")
        with pytest.raises(signing.BadSignature):
            notifications.stopped_by(signing.dumps([str(asha.pk), "claims"], salt="invitation"))


class TestKinds:
    @pytest.mark.parametrize("kind", notifications.KINDS.values(), ids=lambda kind: kind.code)
    def test_belong_to_a_topic_that_people_can_choose(self, kind):
        assert kind.topic in notifications.TOPICS
        assert kind.why
