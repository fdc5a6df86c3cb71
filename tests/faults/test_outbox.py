"""Workers side by side at the outbox: no letter leaves twice, and none stays behind."""

from config.models import Mail
from config.plumbing import outbox
from tests.faults.processes import race


class TestDeliver:
    def test_side_by_side_sends_no_letter_twice(self, committed_db):
        Mail.objects.bulk_create(Mail(recipient=f"p{n}@example.org", subject="S", body="B") for n in range(20))

        sent = race(lambda _: outbox.deliver(), racers=4)

        assert sum(sent) == 20
        assert not Mail.objects.filter(sent_at=None).exists()
