"""Two questions that a monitor asks: does this process live, and can it do its work?"""

import time

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from kombu.exceptions import OperationalError
from redis import RedisError

BEAT_KEY = "beat"
BEAT_LATE_AFTER_SECONDS = 90


def note_beat() -> None:
    """Called by a worker on beat's behalf: one mark shows that beat, broker and worker all run."""
    cache.set(BEAT_KEY, int(time.time()), timeout=None)


def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(_request: HttpRequest) -> JsonResponse:
    """200 if pages can be served, else 503; tasks that are late are told and do not fail it."""
    parts = {"database": database(), "migrations": migrations(), "broker": broker(), "beat": beat()}
    serving = parts["database"] == parts["migrations"] == "ok"
    return JsonResponse({"ready": serving, **parts}, status=200 if serving else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return f"does not answer: {type(problem).__name__}"
    return "ok"


def migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown: the database does not answer"
    return f"{len(waiting)} to be applied: run manage.py migrate" if waiting else "ok"


def broker() -> str:
    try:
        cache.get(BEAT_KEY)
    except RedisError as problem:
        return f"does not answer: {type(problem).__name__}"
    return "ok"


def beat() -> str:
    try:
        last = cache.get(BEAT_KEY)
    except RedisError:
        return "unknown: the broker does not answer"
    if last is None:
        return "never seen"
    age = int(time.time()) - last
    return "ok" if age < BEAT_LATE_AFTER_SECONDS else f"last seen {age} seconds ago"


def worker() -> str:
    """Beat's mark is made by a worker; where it is late, tasks that pile up tell whose fault that is.

    Never by asking the workers, which takes seconds to find that there are none.
    """
    if (state := beat()) == "ok" or state.startswith("unknown"):
        return state
    try:
        waiting = queued()
    except (RedisError, OperationalError) as problem:
        return f"unknown: the broker does not answer: {type(problem).__name__}"
    return f"tasks wait and nobody takes them: {waiting}" if waiting else f"no task waits; {state}"


def queued() -> int:
    """How many tasks wait for a worker."""
    with current_app.connection_for_read() as broker_:
        return int(broker_.default_channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
