import hashlib

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from config.plumbing import transactions
from ledger import errors
from ledger.actions import erasure, evidence, moderation
from ledger.models import Claim, Entry, Evidence, Verification, Withholding
from ledger.queries import audit
from ledger.rules import withholding
from tests.factories import claims, files, people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db

SAID = "My neighbour Bela lies."


@pytest.fixture
def claim():
    return claims.submitted(people.person("Asha"), statement=SAID)


def withhold(subject, field="statement", **changes):
    given = {"by": people.operator(), "ground": "personal", "reason": "It names somebody.", "at": NOW, **changes}
    with transactions.edge():
        return moderation.withhold(subject=subject, field=field, **given)


def restore(row, **changes):
    with transactions.edge():
        return moderation.restore(
            **{"by": people.operator(), "withheld": row, "reason": "They agreed.", "at": NOW, **changes}
        )


class TestWithhold:
    def test_puts_a_notice_where_the_text_was_and_keeps_its_hash(self, claim):
        row = withhold(claim)

        claim.refresh_from_db()
        assert claim.statement == f"[withheld {row.reference}: personal data of somebody else]"
        assert row.kept == SAID
        assert row.commitment == hashlib.sha256(bytes(row.salt) + f"statement\n{SAID}".encode()).hexdigest()
        assert (row.whose, row.withheld_by) == (claim.claimant, people.operator())

    def test_is_on_the_record_by_its_ground_and_without_its_words(self, claim):
        row = withhold(claim)

        entry = Entry.objects.get(kind="text.withheld")
        assert (entry.subject_id, entry.body["ground"], entry.body["commitment"]) == (
            claim.pk, "personal", row.commitment,
        )  # fmt: skip
        assert "names somebody" not in bytes(entry.leaf).decode()
        assert SAID not in bytes(entry.leaf).decode()

    def test_reaches_what_the_laws_keep_as_it_was(self):
        dara = people.person("Dara")
        claim = claims.verified(people.person("Asha"), verifier=dara)
        seat = Verification.objects.get(claim=claim)

        withhold(seat, "reasons")

        seat.refresh_from_db()
        assert seat.reasons.startswith("[withheld W-")
        with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            Verification.objects.filter(pk=seat.pk).update(reasons="Something else.")

    def test_leaves_a_file_where_it_is_and_names_it_no_more(self, claim, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        with transactions.edge():
            file = evidence.add(by=claim.claimant, claim=claim, upload=files.upload(), at=NOW)
        blob = file.file.name

        row = withhold(file, "file")

        file.refresh_from_db()
        assert (file.file.name, row.kept, default_storage.exists(blob)) == ("", blob, True)
        evidence.collect_orphans(at=NOW.replace(year=NOW.year + 1))
        assert default_storage.exists(blob)
        restore(row)
        assert Evidence.objects.get().file.name == blob

    def test_refuses_others_what_is_no_text_and_what_is_not_shown(self, claim):
        with pytest.raises(errors.NotAllowed):
            withhold(claim, by=people.person("Bela"))
        with pytest.raises(errors.BadInput):
            withhold(claim, "state")
        with pytest.raises(errors.BadInput):
            withhold(claim, ground="boredom")
        withhold(claim)
        with pytest.raises(errors.WrongState):
            withhold(claim)

        assert Withholding.objects.count() == 1

    def test_replaces_an_earlier_one_when_its_author_wrote_again(self):
        bela = people.person("Bela")
        first = withhold(bela, "name")
        type(bela).objects.filter(pk=bela.pk).update(name="Another insult")

        second = withhold(bela, "name")

        first.refresh_from_db()
        assert (first.is_open, second.is_open) == (False, True)
        with pytest.raises(errors.WrongState):
            restore(first)

    @pytest.mark.parametrize(("kind", "fields"), withholding.FIELDS.items())
    def test_knows_the_same_fields_as_the_database(self, kind, fields):
        table = moderation.withholdable()[kind]._meta.db_table

        for field in (*fields, "id"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT ledger_withheld_table(%s, %s)", [kind, field])
                assert cursor.fetchone()[0] == (None if field == "id" else table)

    def test_passes_the_audit(self, claim):
        withhold(claim)

        assert [law.says for law, found in audit.run() if found.breaches] == []


class TestRestore:
    def test_puts_back_what_stood_there(self, claim):
        row = restore(withhold(claim))

        assert Claim.objects.get(pk=claim.pk).statement == SAID
        assert (row.kept, row.is_open, row.restored_by) == ("", False, people.operator())
        assert Entry.objects.filter(kind="text.restored", subject_id=claim.pk).exists()

    def test_is_done_once_by_operators_with_a_reason(self, claim):
        row = withhold(claim)
        for changes in ({"by": people.person("Asha")}, {"reason": " "}):
            with pytest.raises(errors.Refusal):
                restore(row, **changes)
        restore(row)

        with pytest.raises(errors.WrongState):
            restore(row)


class TestErasure:
    def test_takes_what_was_withheld_with_it(self, claim, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        with transactions.edge():
            file = evidence.add(by=claim.claimant, claim=claim, upload=files.upload(), at=NOW)
        text, blob = withhold(claim), withhold(file, "file")

        with django_capture_on_commit_callbacks(execute=True), transactions.edge():
            erasure.erase(by=claim.claimant, person=claim.claimant, at=NOW)

        for row in (text, blob):
            name = row.kept
            row.refresh_from_db()
            assert (row.kept, row.salt) == ("", None)
        assert not default_storage.exists(name)
        with pytest.raises(errors.WrongState):
            restore(text)


class TestLaws:
    @pytest.mark.parametrize(
        "change",
        [{"kept": ""}, {"salt": None, "kept": ""}, {"ground": "rights"}, {"reason": "Other."}, {"notice": "x"}],
    )
    def test_refuse_any_other_change(self, claim, change):
        row = withhold(claim)

        with pytest.raises(IntegrityError), transaction.atomic():
            Withholding.objects.filter(pk=row.pk).update(**change)

    def test_refuse_deletion(self, claim):
        row = withhold(claim)

        with pytest.raises(IntegrityError, match="insert-only"), transaction.atomic():
            row.delete()

    def test_keep_what_is_filed_as_it_was_for_everybody_else(self, claim):
        with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(statement="Nothing was said.")
