from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from config import prune
from config.models import Mail
from ledger.models import Run

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def grown():
    """Of some kinds, one row that is of no use any more and one that is."""
    for key, ends in (("old", LONG_AGO), ("new", NOW + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        Run.objects.create(trigger="command", started_at=min(ends, NOW), ended_at=min(ends, NOW))
    Run.objects.create(trigger="command", started_at=LONG_AGO, ended_at=LONG_AGO, chunks=1, counts={"claims_issued": 1})
    for sent_at in (LONG_AGO, None):
        Mail.objects.create(recipient="a@example.org", subject="x", written_at=LONG_AGO, sent_at=sent_at)


def counts(**options):
    return {name: number for name, number in prune.prune(at=NOW, **options) if number}


class TestPrune:
    def test_deletes_what_is_old_and_keeps_what_is_of_use(self, grown):
        assert counts() == {"sessions": 1, "letters": 1, "runs that did nothing": 1}

        assert [session.session_key for session in Session.objects.all()] == ["new"]
        assert set(Run.objects.values_list("chunks", flat=True)) == {0, 1}
        assert Mail.objects.get().sent_at is None

    def test_finds_nothing_the_second_time(self, grown):
        counts()

        assert counts() == {}

    def test_goes_on_past_a_first_piece(self, grown, monkeypatch):
        monkeypatch.setattr(prune, "CHUNK", 1)
        Session.objects.create(session_key="older", session_data="", expire_date=LONG_AGO)

        assert counts()["sessions"] == 2

    def test_says_with_dry_run_what_would_go_and_deletes_none(self, grown):
        told = StringIO()

        call_command("prune", dry_run=True, stdout=told)

        assert "3  would go" in told.getvalue()
        assert Session.objects.count() == 2
