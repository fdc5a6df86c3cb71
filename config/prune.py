"""What grows and is of no use after a time: how old it must be, and deleting it in pieces."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from commons.api import once
from commons.models import Answer
from config.models import Mail, Notification
from config.plumbing import notifications, outbox
from ledger.models import Run

CHUNK = 5_000
IDLE_RUNS_KEPT_FOR = timedelta(days=30)


def sessions(at: datetime) -> QuerySet:
    return Session.objects.filter(expire_date__lt=at)


def places_of_login(at: datetime) -> QuerySet:
    """Where somebody was logged in, once that session is gone."""
    return UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key"))))


def confirmations(at: datetime) -> QuerySet:
    """Links that confirm an e-mail address."""
    return EmailConfirmation.objects.all_expired()


def tokens(at: datetime) -> QuerySet:
    """Of the API: access, refresh and authorization codes."""
    return apps.get_model("allauth_idp_oidc", "Token").objects.filter(expires_at__lt=at)


def answers(at: datetime) -> QuerySet:
    """Under idempotency keys; the record itself keeps the keys of its entries."""
    return Answer.objects.filter(answered_at__lt=at - once.KEPT_FOR)


def letters(at: datetime) -> QuerySet:
    """Sent, or given up."""
    return Mail.objects.exclude(sent_at=None, given_up_at=None).filter(written_at__lt=at - outbox.KEPT_FOR)


def read_notifications(at: datetime) -> QuerySet:
    return Notification.objects.filter(told_at__lt=at - notifications.KEPT_FOR, unread=False)


def idle_runs(at: datetime) -> QuerySet:
    """Reconciliations that found nothing to do, or were killed before they did anything."""
    return Run.objects.filter(chunks=0, started_at__lt=at - IDLE_RUNS_KEPT_FOR)


# In this order: a session goes before what is known of it.
KINDS: dict[str, Callable[[datetime], QuerySet]] = {
    "sessions": sessions,
    "places of login": places_of_login,
    "e-mail confirmations": confirmations,
    **({"tokens of the API": tokens} if apps.is_installed("allauth.idp.oidc") else {}),
    "answers of the API": answers,
    "letters": letters,
    "read notifications": read_notifications,
    "runs that did nothing": idle_runs,
}


def prune(*, at: datetime, dry_run: bool = False) -> Iterator[tuple[str, int]]:
    """Delete what is old enough, kind by kind: its name and how many rows went, or would go. Safe to run twice."""
    for name, old in KINDS.items():
        yield name, old(at).count() if dry_run else _delete(old(at))


def _delete(rows: QuerySet) -> int:
    """In pieces, so that no other statement waits long."""
    deleted = 0
    while chunk := list(rows.values_list("pk", flat=True)[:CHUNK]):
        deleted += rows.model.objects.filter(pk__in=chunk).delete()[0]
    return deleted
