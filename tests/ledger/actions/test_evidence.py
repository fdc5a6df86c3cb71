"""Evidence: taken in whole or not at all, behind one live claim only."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, evidence
from ledger.models import Claim, Entry, Evidence
from tests.factories import claims as factory
from tests.factories import files, people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def add(claim: Claim, content: bytes = files.pdf(), name: str = "bill.pdf", by=None) -> Evidence:
    with transactions.edge():
        return evidence.add(by=by or claim.claimant, claim=claim, upload=files.upload(content, name), at=NOW)


def stored() -> list[str]:
    return list(evidence._blobs(evidence.FOLDER))


class Endless(File):
    """Says that it is small, and never ends."""

    size = 10
    name = "endless.csv"

    def __init__(self) -> None:
        pass

    def chunks(self, chunk_size=None):
        while True:
            yield b"1,2\n" * 65_536


class TestAdd:
    def test_stores_the_bytes_and_commits_to_them(self):
        claim = factory.draft(people.person("Asha"))

        added = add(claim)

        with default_storage.open(added.file.name) as whole:
            assert whole.read() == files.pdf()
        assert (added.media_type, added.size, added.name) == ("application/pdf", len(files.pdf()), "bill.pdf")
        entry = Entry.objects.about(claim).last()
        assert entry.kind == "evidence.added"
        assert bytes(added.sha256).hex().encode() not in bytes(entry.leaf)

    def test_names_the_claim_that_the_same_bytes_stand_behind(self):
        first = factory.draft(people.person("Asha"))
        add(first)
        with transactions.edge():
            claims.submit(by=first.claimant, claim=first, at=NOW)
        second = factory.draft(people.person("Chidi"))
        add(second, name="renamed.pdf")

        with pytest.raises(errors.DoubleCount) as refusal, transactions.edge():
            claims.submit(by=second.claimant, claim=second, at=NOW)

        assert (refusal.value.field, refusal.value.other_id) == ("evidence", first.pk)

    def test_refuses_the_same_bytes_at_once_where_both_are_live(self):
        first, second = factory.submitted(people.person("Asha")), factory.submitted(people.person("Chidi"))
        add(first)

        with pytest.raises(errors.DoubleCount) as refusal:
            add(second)

        assert refusal.value.other_id == first.pk
        assert len(stored()) == 1

    def test_frees_the_bytes_when_the_claim_is_withdrawn(self):
        first, second = factory.submitted(people.person("Asha")), factory.submitted(people.person("Chidi"))
        add(first)
        with transactions.edge():
            claims.withdraw(by=first.claimant, claim=first, at=NOW)

        assert Evidence.objects.get(pk=add(second).pk).live

    @pytest.mark.parametrize(
        ("name", "content", "field"),
        [
            ("bill.pdf", b"", "file"),
            ("bill.pdf", b"PK\x03\x04" + b"\0" * 50, "file"),
            ("bill.pdf", b"\x7fELF", "file"),
            ("bill\r\nSet-Cookie: x.pdf", files.pdf(), "name"),
            ("bill\u202efdp.exe", files.pdf(), "name"),
            ("x" * 300, files.pdf(), "name"),
        ],
    )
    def test_refuses_by_the_name_of_the_field_and_leaves_nothing(self, name, content, field):
        claim = factory.draft(people.person("Asha"))
        upload = ContentFile(content)
        upload._name, upload.name = name, name

        with pytest.raises(errors.FileRefused) as refusal, transactions.edge():
            evidence.add(by=claim.claimant, claim=claim, upload=upload, at=NOW)

        assert refusal.value.field == field
        assert stored() == []
        assert not Evidence.objects.exists()

    def test_refuses_what_says_that_it_is_too_large_without_reading_it(self):
        claim = factory.draft(people.person("Asha"))
        upload = Endless()
        upload.size = 10 * 2**30

        with pytest.raises(errors.FileRefused, match=r"10,240\.0 MiB.*at most 20 MiB"), transactions.edge():
            evidence.add(by=claim.claimant, claim=claim, upload=upload, at=NOW)

    def test_stops_reading_what_is_larger_than_it_said(self):
        claim = factory.draft(people.person("Asha"))
        tracemalloc.start()

        with pytest.raises(errors.FileRefused, match="at most 20 MiB"), transactions.edge():
            evidence.add(by=claim.claimant, claim=claim, upload=Endless(), at=NOW)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak < 10 * 2**20
        assert stored() == []

    def test_is_refused_after_the_decision_and_to_strangers(self):
        claim = factory.verified(people.person("Asha"), verifier=people.person("Dara"))

        with pytest.raises(errors.WrongState):
            add(claim)
        with pytest.raises(errors.NotAllowed):
            add(factory.draft(people.person("Bela")), by=people.person("Chidi"))


class TestRemove:
    def test_takes_a_file_back_from_a_draft_only(self, django_capture_on_commit_callbacks):
        claim = factory.draft(people.person("Asha"))
        added = add(claim)

        with django_capture_on_commit_callbacks(execute=True), transactions.edge():
            evidence.remove(by=claim.claimant, evidence=added, at=NOW)

        assert stored() == []
        filed = factory.submitted(people.person("Chidi"))
        with pytest.raises(errors.WrongState), transactions.edge():
            evidence.remove(by=filed.claimant, evidence=add(filed), at=NOW)


class TestCollectOrphans:
    def test_removes_what_no_row_names_a_day_after(self):
        kept = add(factory.draft(people.person("Asha")))
        orphan = default_storage.save("evidence/2026/orphan.pdf", ContentFile(b"left by a crash"))
        written = default_storage.get_modified_time(orphan)

        at_once = evidence.collect_orphans(at=written)
        a_day_later = evidence.collect_orphans(at=written + timedelta(days=1, seconds=1))

        assert (at_once, a_day_later) == (0, 1)
        assert stored() == [kept.file.name]
