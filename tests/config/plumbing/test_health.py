import os
import time

import pytest
from celery import current_app
from django.core.cache import cache

from config import tasks
from config.plumbing import health


@pytest.fixture
def no_beat():
    cache.delete(health.BEAT_KEY)
    yield
    cache.delete(health.BEAT_KEY)


class TestAlive:
    def test_answers_without_a_database(self, client):
        answer = client.get("/healthz")

        assert answer.status_code == 200
        assert answer.content == b"ok\n"


class TestReady:
    def test_says_ok_of_every_part(self, client, db, no_beat):
        tasks.beat()

        answer = client.get("/readyz")

        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True, "database": "ok", "migrations": "ok", "broker": "ok", "beat": "ok",
        }  # fmt: skip

    def test_serves_without_beat_and_tells(self, client, db, no_beat):
        answer = client.get("/readyz")

        assert answer.status_code == 200
        assert answer.json()["beat"] == "never seen"

    def test_tells_how_late_beat_is(self, no_beat):
        cache.set(health.BEAT_KEY, int(time.time()) - 300)

        assert health.beat().startswith("last seen 30")

    def test_refuses_while_migrations_wait(self, client, db):
        from django.db.migrations.recorder import MigrationRecorder

        MigrationRecorder.Migration.objects.filter(app="ledger").delete()

        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert "manage.py migrate" in answer.json()["migrations"]

    def test_refuses_without_its_broker(self, client, db, settings):
        settings.CACHES = {
            "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"},
        }

        answer = client.get("/readyz")

        assert answer.json()["broker"].startswith("does not answer")


class TestRequestId:
    def test_is_the_callers_where_harmless(self, client):
        assert client.get("/healthz", headers={"X-Request-ID": "trace-12345678"})["X-Request-ID"] == "trace-12345678"

    @pytest.mark.parametrize("offered", ["", "short", "x" * 65, "with space and more", 'in"jected\\nline'])
    def test_is_made_where_not(self, client, offered):
        given = client.get("/healthz", headers={"X-Request-ID": offered})["X-Request-ID"]

        assert len(given) == 32
        assert given != offered


class TestWorker:
    def test_is_well_where_beat_was_seen_lately(self, no_beat):
        tasks.beat()

        assert health.worker() == "ok"

    def test_is_told_from_beat_by_the_tasks_that_pile_up(self, no_beat, settings):
        queue = settings.CELERY_TASK_DEFAULT_QUEUE = f"test-{os.getpid()}"
        assert "never seen" in health.worker()
        with current_app.connection_for_write() as broker:
            broker.default_channel.client.rpush(queue, "a task")
            try:
                assert "nobody takes them" in health.worker()
            finally:
                broker.default_channel.client.lrem(queue, 1, "a task")
