"""Notifications: what kinds there are, how each is put in words, and who wants which by mail, when.

Apps register their kinds when the product starts. A kind belongs to a topic; people choose by topic.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from config.models import Digest, Mail, Notification, Preference
from config.plumbing import mail

Text = str | Promise
Facts = Mapping[str, Any]
AT_ONCE, DAILY, NEVER = Preference.How.AT_ONCE, Preference.How.DAILY, Preference.How.NEVER

DIGEST = "digest"  # a topic of its own, to stop the daily letter and nothing else
DIGEST_HOUR = 7
MOST_IN_A_DIGEST = 50
MOST_COUNTED = 100
MOST_AT_ONCE = 5_000
KEPT_FOR = timedelta(days=730)
STOP = "stop"


@dataclass(frozen=True)
class Topic:
    """What people choose by: a row on the page of preferences."""

    code: str
    label: Text
    hint: Text = ""


@dataclass(frozen=True)
class Kind:
    """One thing that people are told: `title` and `text` take the facts by name, as `%(name)s`.

    why: what it has to do with them. link: the name of an address, and the facts that it takes; `otherwise`, where
    one of those is not there.
    at_once: it has a deadline, so that its letter does not wait for the digest.
    """

    code: str
    topic: str
    title: Any
    why: Text
    text: Any = ""
    link: tuple[str, ...] = ()
    otherwise: str = "notifications"
    at_once: bool = False
    shape: Callable[[Facts], Facts] = dict


@dataclass(frozen=True)
class Shown:
    """A notification in words."""

    row: Notification
    kind: Kind
    title: str
    text: str
    url: str

    @property
    def why(self) -> Text:
        return self.kind.why


TOPICS: dict[str, Topic] = {}
KINDS: dict[str, Kind] = {}


def register(topics: Iterable[Topic], kinds: Iterable[Kind]) -> None:
    """Called by apps when the product starts."""
    TOPICS.update({topic.code: topic for topic in topics})
    KINDS.update({kind.code: kind for kind in kinds})


def in_words(rows: Iterable[Notification]) -> list[Shown]:
    """The rows in the language and time zone that are active now; of a kind that is no longer known, none."""
    return [_shown(row, KINDS[row.kind]) for row in rows if row.kind in KINDS]


def _shown(row: Notification, kind: Kind) -> Shown:
    values = kind.shape(row.facts)
    text = str(kind.text % values).strip() if kind.text else ""
    return Shown(row, kind, str(kind.title % values), text, _address(kind, row.facts))


def _address(kind: Kind, facts: Facts) -> str:
    name, *arguments = kind.link or (kind.otherwise,)
    given = [facts.get(argument) for argument in arguments]
    return reverse(name, args=given) if all(given) else reverse(kind.otherwise)


def of_user(user: Any) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user)


def unread(user: Any) -> int:
    """How many they have not read, counted to a hundred at most: one range of an index."""
    return of_user(user).filter(unread=True)[:MOST_COUNTED].count()


def mark_read(user: Any, ids: Iterable[int] | None = None, *, at: datetime) -> int:
    """Mark some of theirs as read; all, if none are named."""
    rows = of_user(user).filter(unread=True)
    return (rows if ids is None else rows.filter(pk__in=list(ids))).update(read_at=at)


def choose(user: Any, topic: str, how: str) -> None:
    """From now on, mail about the topic as they say; "" is as usual. KeyError on what is no topic."""
    if topic != DIGEST:
        TOPICS[topic]
    if not how:
        Preference.objects.filter(user=user, topic=topic).delete()
        return
    Preference.objects.update_or_create(user=user, topic=topic, defaults={"how": how})


def stop_token(user: Any, topic: str) -> str:
    """What stops mail about a topic without a log-in: it can do nothing else."""
    return signing.dumps([str(user.pk), topic], salt=STOP)


def stopped_by(token: str) -> tuple[Any, str]:
    """User and topic of a token. Raises BadSignature on one that is not ours, or of a user who is gone."""
    pk, topic = signing.loads(token, salt=STOP)
    user = get_user_model().objects.filter(pk=pk).first()
    if user is None or (topic not in TOPICS and topic != DIGEST):
        raise signing.BadSignature("Nobody, or nothing, to stop.")
    return user, topic


def mail_at_once() -> int:
    """Write to those for whom something cannot wait, unless they chose otherwise; returns how many letters.

    What waits for one reader about one topic goes into one letter: who is drawn for fifty claims gets one.
    """
    waiting = defaultdict(list)
    for pk, user, kind in _urgent().values_list("pk", "user", "kind")[:MOST_AT_ONCE]:
        waiting[user, KINDS[kind].topic].append(pk)
    return sum(_mail_together(topic, pks) for (_, topic), pks in waiting.items())


def _urgent() -> QuerySet[Notification]:
    """Not mailed yet, and either with a deadline or of a topic that its reader wants at once."""
    with_deadline = Q(kind__in=[kind.code for kind in KINDS.values() if kind.at_once])
    asked_for = Q()
    for topic in Preference.objects.filter(how=AT_ONCE).values_list("topic", flat=True).distinct():
        kinds = [kind.code for kind in KINDS.values() if kind.topic == topic]
        readers = Preference.objects.filter(how=AT_ONCE, topic=topic).values("user")
        asked_for |= Q(kind__in=kinds, user__in=readers)
    other = Preference.objects.filter(how__in=[DAILY, NEVER])
    declined = Q()
    for topic in other.values_list("topic", flat=True).distinct():
        kinds = [kind.code for kind in KINDS.values() if kind.topic == topic]
        declined |= Q(kind__in=kinds, user__in=other.filter(topic=topic).values("user"))
    waiting = Notification.objects.filter(with_deadline | asked_for, mailed_at=None).order_by("id")
    return waiting.exclude(declined) if declined else waiting


@transaction.atomic
def _mail_together(topic: str, pks: list[int]) -> bool:
    locked = Notification.objects.select_for_update(of=("self",), skip_locked=True).select_related("user")
    rows = list(locked.filter(pk__in=pks, mailed_at=None).order_by("-id"))
    if not rows:
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())
    user = rows[0].user
    if len(rows) > 1:
        _letter_of_many(user, topic, rows)
        return True
    with mail.as_read_by(user):
        (shown,) = in_words(rows)
        _letter(user, topic, shown.title, "mail/notice.txt", {"notice": shown})
    return True


def write_digests(*, at: datetime) -> int:
    """Write one letter of all that is new to each reader for whom it is past seven in the morning; returns how many."""
    waiting = Notification.objects.filter(mailed_at=None).order_by().values_list("user", flat=True).distinct()
    users = get_user_model().objects.filter(pk__in=waiting, is_active=True)
    return sum(_write_digest(user, at) for user in users.iterator(chunk_size=1_000))


@transaction.atomic
def _write_digest(user: Any, at: datetime) -> bool:
    local = at.astimezone(mail.zone_of(user))
    today = local.date()
    if local.time() < time(DIGEST_HOUR):
        return False
    Digest.objects.get_or_create(user=user, defaults={"written_on": today - timedelta(days=1)})
    turn = Digest.objects.select_for_update(skip_locked=True).filter(user=user, written_on__lt=today).first()
    if turn is None:
        return False
    chosen = dict(Preference.objects.filter(user=user).values_list("topic", "how"))
    new = Notification.objects.filter(user=user, mailed_at=None)
    turn.written_on = today
    turn.save(update_fields=["written_on"])
    wanted = [] if chosen.get(DIGEST) == NEVER else _wanted(new, chosen)
    if wanted:
        _letter_of_many(user, DIGEST, wanted)
    new.filter(pk__lte=max(new.values_list("pk", flat=True), default=0)).update(mailed_at=at)
    return bool(wanted)


def _wanted(new: QuerySet[Notification], chosen: dict[str, str]) -> list[Notification]:
    kinds = [kind.code for kind in KINDS.values() if chosen.get(kind.topic) != NEVER]
    return list(new.filter(kind__in=kinds).order_by("-id")[: MOST_IN_A_DIGEST + 1])


def _letter_of_many(user: Any, topic: str, rows: list[Notification]) -> Mail:
    with mail.as_read_by(user):
        shown = in_words(rows[:MOST_IN_A_DIGEST])
        topics = [
            (TOPICS[code], [one for one in shown if one.kind.topic == code])
            for code in dict.fromkeys(one.kind.topic for one in shown)
        ]
        context = {"topics": topics, "number": len(shown), "more": len(rows) > MOST_IN_A_DIGEST}
        subject = mail.render("mail/digest_subject.txt", context)
        return _letter(user, topic, subject, "mail/digest.txt", context)


def _letter(user: Any, topic: str, subject: str, template: str, context: dict[str, Any]) -> Mail:
    """A letter that says why it comes and how it stops, in words and in its headers (RFC 8058)."""
    stop = mail.absolute(reverse("stop", args=[stop_token(user, topic)]))
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    about = TOPICS.get(topic)
    more = {"stop": stop, "topic": about, "preferences": mail.absolute(reverse("preferences"))}
    return mail.send(user, subject, template, {**context, **more}, headers=headers)


def prune() -> int:
    """Delete what was read and is more than two years old."""
    old = Notification.objects.filter(told_at__lt=timezone.now() - KEPT_FOR, unread=False)
    return old.delete()[0]


def forget(by: Any) -> None:
    """Take out of everybody's notifications the name of this person and what they wrote. For their erasure."""
    for row in Notification.objects.filter(by=by, facts__has_any_keys=["words", "name"]).only("facts"):
        row.facts = {key: "" if key in ("words", "name") else value for key, value in row.facts.items()}
        row.save(update_fields=["facts"])
