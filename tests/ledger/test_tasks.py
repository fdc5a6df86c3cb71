"""The tasks: safe to run twice."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from ledger import tasks
from ledger.models import Batch, Entry, Run, Verification
from tests.factories import claims, people
from tests.factories import funds as factory

pytestmark = pytest.mark.django_db


class TestReconcile:
    def test_does_what_is_due_once(self):
        factory.due()
        tasks.reconcile()
        before = Entry.objects.count()

        tasks.reconcile()

        assert (Batch.objects.count(), Entry.objects.count()) == (1, before)
        assert Run.objects.get().trigger == "task"


class TestSweep:
    def test_releases_a_verifier_who_is_late_once(self):
        claims.in_review(people.person("Asha"), verifier=people.person("Dara"))
        assert Verification.objects.get().due_at < timezone.now() - timedelta(days=1)
        tasks.sweep()
        before = Entry.objects.count()

        tasks.sweep()

        assert Verification.objects.exclude(released_at=None).count() == 1
        assert Entry.objects.count() == before


class TestCollectOrphans:
    def test_deletes_what_no_row_names(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        orphan = tmp_path / "evidence" / "2026" / "left-behind.csv"
        orphan.parent.mkdir(parents=True)
        orphan.write_text("a,b\n")
        long_ago = (timezone.now() - timedelta(days=3)).timestamp()
        os.utime(orphan, (long_ago, long_ago))

        tasks.collect_orphans()

        assert not orphan.exists()
