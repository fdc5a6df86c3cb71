"""The outbox: mail is a row first, and leaves after the transaction that wrote it.

Everything that Django sends goes through `Backend`. `deliver` may run twice or side by side; of a worker killed
between the mail server's yes and ours the letter leaves again, under the same Message-ID.
"""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.models import Mail

TASK = "config.tasks.send_mail"
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
KEPT_FOR = timedelta(days=30)
LONGEST_SUBJECT = 200


class Backend(BaseEmailBackend):
    """Django's mail, put into the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter for message in email_messages for letter in _letters(message)]
        Mail.objects.bulk_create(letters)
        hint()
        return len(letters)


def post(
    *, to: str, subject: str, body: str, html: str = "", headers: dict[str, str] | None = None, user: Any = None
) -> Mail:
    """Put a letter into the outbox; it leaves when the transaction is committed."""
    letter = Mail.objects.create(
        user=user, recipient=to, subject=_line(subject), body=body, html=html, headers=headers or {}
    )
    hint()
    return letter


def deliver(most: int = 200) -> int:
    """Send what is due, the oldest first; returns how many left. Each is a transaction of its own."""
    sent = 0
    with get_connection(settings.MAIL_BACKEND) as connection:
        for _ in range(most):
            outcome = _deliver_next(connection)
            if outcome is None:
                break
            sent += outcome
    return sent


def prune() -> int:
    """Delete letters a month after they ended."""
    ended = Mail.objects.exclude(sent_at=None, given_up_at=None)
    return ended.filter(written_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def hint() -> None:
    """Ask a worker, after the commit, to deliver at once. Lost hints cost a minute: beat asks as well."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    with contextlib.suppress(OperationalError):
        current_app.send_task(TASK, expires=60)


@transaction.atomic
def _deliver_next(connection: Any) -> bool | None:
    """Whether the next letter left; None where none is due."""
    due = Mail.objects.filter(sent_at=None, given_up_at=None, due_at__lte=timezone.now())
    letter = due.select_for_update(skip_locked=True).order_by("due_at").first()
    if letter is None:
        return None
    try:
        _message(letter, connection).send()
    except Exception as problem:  # whatever a mail server does: the letter stays, and is tried again
        _put_off(letter, problem)
        return False
    letter.sent_at, letter.problem = timezone.now(), ""
    _end(letter)
    return True


def _put_off(letter: Mail, problem: Exception) -> None:
    letter.problem = _line(f"{type(problem).__name__}: {problem}")
    letter.tries += 1
    if letter.tries > len(RETRIES):
        letter.given_up_at = timezone.now()
        _end(letter)
        return
    letter.due_at = timezone.now() + RETRIES[letter.tries - 1]
    letter.save(update_fields=["problem", "tries", "due_at"])


def _end(letter: Mail) -> None:
    """A letter that nobody will send again keeps no words, except where developers look at them."""
    if not settings.LOCAL:
        letter.body = letter.html = ""
    letter.save()


def _message(letter: Mail, connection: Any) -> EmailMultiAlternatives:
    headers = {"Message-ID": f"<{letter.pk}.{letter.written_at.timestamp()}@{_domain()}>", **letter.headers}
    message = EmailMultiAlternatives(
        letter.subject, letter.body, None, [letter.recipient], connection=connection, headers=headers
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"


def _letters(message: EmailMessage) -> list[Mail]:
    if message.attachments:
        raise ValueError("The outbox takes no attachments: link to what is to be fetched.")
    html = next((part[0] for part in getattr(message, "alternatives", ()) if part[1] == "text/html"), "")
    return [
        Mail(
            recipient=address, subject=_line(message.subject), body=str(message.body), html=html,
            headers=dict(message.extra_headers),
        )
        for address in message.recipients()
    ]  # fmt: skip


def _line(text: object) -> str:
    return " ".join(str(text).split())[:LONGEST_SUBJECT]
