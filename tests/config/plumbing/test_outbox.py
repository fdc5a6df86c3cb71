"""The outbox: written with what it tells of, sent after it, tried again, and never kept for long."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from config.models import Mail
from config.plumbing import outbox

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("nobody there")


def letter(**changes) -> Mail:
    return Mail.objects.create(**{"recipient": "asha@example.org", "subject": "S", "body": "B", **changes})


class TestBackend:
    def test_puts_djangos_mail_into_the_outbox(self, settings):
        settings.EMAIL_BACKEND = "config.plumbing.outbox.Backend"

        EmailMessage("Your code", "123456", to=["asha@example.org"]).send()

        assert list(Mail.objects.values_list("recipient", "subject", "body")) == [
            ("asha@example.org", "Your code", "123456")
        ]
        assert django_mail.outbox == []

    def test_forgets_the_letter_of_what_did_not_happen(self, settings):
        settings.EMAIL_BACKEND = "config.plumbing.outbox.Backend"
        with transaction.atomic():
            EmailMessage("It happened", "", to=["asha@example.org"]).send()
            transaction.set_rollback(True)

        assert not Mail.objects.exists()


class TestDeliver:
    def test_sends_each_letter_once(self):
        letter(headers={"List-Unsubscribe": "<https://x>"})

        assert (outbox.deliver(), outbox.deliver()) == (1, 0)

        (sent,) = django_mail.outbox
        assert (sent.to, sent.subject, sent.extra_headers["List-Unsubscribe"]) == (
            ["asha@example.org"], "S", "<https://x>",
        )  # fmt: skip

    def test_tries_again_later_and_gives_up_in_the_end(self, settings):
        settings.MAIL_BACKEND = f"{__name__}.Down"
        waits = letter()
        for _ in range(len(outbox.RETRIES)):
            assert outbox.deliver() == 0
            waits.refresh_from_db()
            assert waits.due_at > timezone.now()
            Mail.objects.update(due_at=timezone.now())

        outbox.deliver()

        waits.refresh_from_db()
        assert (waits.tries, waits.sent_at) == (len(outbox.RETRIES) + 1, None)
        assert waits.given_up_at
        assert waits.problem == "ConnectionRefusedError: nobody there"

    def test_keeps_the_same_message_id_when_it_tries_again(self):
        waits = letter()

        first, second = (outbox._message(Mail.objects.get(pk=waits.pk), None) for _ in range(2))

        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]

    def test_empties_what_was_sent_where_nobody_develops(self, settings):
        settings.LOCAL = False
        sent = letter(html="<p>B</p>")

        outbox.deliver()

        sent.refresh_from_db()
        assert (sent.body, sent.html, bool(sent.sent_at)) == ("", "", True)


class TestPrune:
    def test_deletes_what_ended_a_month_ago(self):
        old = timezone.now() - timedelta(days=31)
        letter(sent_at=old, written_at=old)
        kept = [letter(written_at=old), letter(sent_at=timezone.now())]

        assert outbox.prune() == 1
        assert set(Mail.objects.all()) == set(kept)
