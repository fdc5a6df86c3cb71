"""Takeouts: asked for by a person, made by a task, fetched by them alone, gone after a week."""

import tempfile
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from commons import errors
from commons.actions import notices
from commons.models import Takeout, User
from config.plumbing import mail, takeouts

FOLDER = "takeouts"
KEPT_FOR = timedelta(days=7)
REST = timedelta(hours=1)


def ask(*, user: User, at: datetime) -> Takeout:
    """Ask for all of one's data. One is made at a time, and at most one an hour. Raises NotAllowed."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if under_way := user.takeouts.filter(made_at=None).first():
        return under_way
    if user.takeouts.filter(asked_at__gt=at - REST).exists():
        raise errors.NotAllowed("Your data was put together less than an hour ago: download that, or ask again later.")
    return Takeout.objects.create(user=user, asked_at=at)


def make_due() -> int:
    """Put together what was asked for; returns how many. Safe to run twice: whoever comes second finds it locked."""
    made = 0
    for pk in Takeout.objects.filter(made_at=None).values_list("pk", flat=True)[:100]:
        made += _make(pk)
    return made


def prune(*, at: datetime) -> int:
    """Delete what has expired, with its file, and files that no row names."""
    gone = list(Takeout.objects.filter(expires_at__lte=at))
    for takeout in gone:
        takeout.file.delete(save=False)
        takeout.delete()
    named = set(Takeout.objects.exclude(file="").values_list("file", flat=True))
    for name in default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else ():
        blob = f"{FOLDER}/{name}"
        if blob not in named and default_storage.get_modified_time(blob) < at - REST:
            default_storage.delete(blob)
    return len(gone)


@transaction.atomic
def _make(pk: UUID) -> bool:
    locked = Takeout.objects.select_for_update(of=("self",), skip_locked=True).select_related("user__agent")
    takeout = locked.filter(pk=pk, made_at=None).first()
    if takeout is None:
        return False
    now = timezone.now()
    with tempfile.TemporaryFile() as package:
        with mail.as_read_by(takeout.user):
            about = render_to_string("commons/takeout.txt", {"user": takeout.user, "now": now})
        takeouts.write(takeout.user, package, about)
        takeout.size_bytes = package.tell()
        package.seek(0)
        takeout.file.name = default_storage.save(f"{FOLDER}/{takeout.pk}.zip", File(package))
    takeout.made_at, takeout.expires_at = now, now + KEPT_FOR
    takeout.save()
    if takeout.user.agent_id:
        notices.tell("takeout.ready", takeout.user.agent_id, {})
    return True
