"""Erasing a person: nothing of them is left, and the record stands."""

import pytest
from django.core.files.storage import default_storage

from commons.models import Agent, Membership, User
from config.plumbing import transactions
from ledger import errors
from ledger.actions import erasure, evidence, retirements
from ledger.models import BankAccount, Claim, Entry, Evidence, Retirement
from tests.factories import claims as factory
from tests.factories import files, funds, people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def erase(django_capture_on_commit_callbacks):
    def run(person: Agent, by: Agent | None = None) -> Agent:
        with django_capture_on_commit_callbacks(execute=True), transactions.edge():
            return erasure.erase(by=by or person, person=person, at=NOW)

    return run


class TestErase:
    def test_leaves_a_tombstone_without_login_or_name(self, erase):
        asha = people.person("Asha")
        people.collective("Valley Heat", members=(asha,))

        erase(asha)

        asha.refresh_from_db()
        assert (asha.name, asha.place, asha.erased_at) == ("erased person", None, NOW)
        assert not User.objects.filter(email="asha@example.org").exists()
        assert not Membership.objects.current().filter(member=asha).exists()

    def test_withdraws_what_is_under_way_and_keeps_what_was_verified(self, erase):
        asha = people.person("Asha")
        draft, filed = factory.draft(asha), factory.submitted(asha)
        done = factory.verified(asha, verifier=people.person("Dara"), asset=factory.meter(asha))

        erase(asha)

        assert not Claim.objects.filter(pk=draft.pk).exists()
        assert Claim.objects.get(pk=filed.pk).state == "withdrawn"
        assert Claim.objects.get(pk=done.pk).state == "verified"

    def test_deletes_texts_inputs_salts_and_files_and_no_line_of_the_record(self, erase):
        asha = people.person("Asha")
        claim = factory.submitted(asha, statement="For my mother's house")
        with transactions.edge():
            added = evidence.add(by=asha, claim=claim, upload=files.upload(), at=NOW)
        leaves = {entry.pk: bytes(entry.leaf) for entry in Entry.objects.all()}

        erase(asha)

        claim.refresh_from_db()
        assert (claim.inputs, claim.statement, claim.salt) == ({}, "", None)
        assert not default_storage.exists(added.file.name)
        kept = Evidence.objects.get()
        assert (kept.name, kept.file.name, kept.sha256) == ("", "", None)
        assert {pk: bytes(Entry.objects.get(pk=pk).leaf) for pk in leaves} == leaves

    def test_deletes_where_they_are_paid_and_why_they_gave(self, erase):
        asha = people.person("Asha")
        funds.bank_account(asha)
        pledge = funds.pledge(asha, funds.fund(), benefit="Our river is cleaner.")
        batch = funds.issued("Asha")
        with transactions.edge():
            retirements.retire(by=asha, acting_for=asha, batch=batch, quantity_g=1, beneficiary="Asha", reason="Trips")

        erase(asha)

        pledge.refresh_from_db()
        gone = Retirement.objects.get()
        assert not BankAccount.objects.exists()
        assert (pledge.benefit, pledge.state) == ("", "withdrawn")
        assert (gone.beneficiary, gone.reason, gone.salt) == ("", "", None)

    def test_passes_on_what_they_had_to_verify(self, erase):
        dara = people.person("Dara")
        claim = factory.in_review(people.person("Asha"), verifier=dara)

        erase(dara)

        claim.refresh_from_db()
        assert (claim.state, claim.waits_for) == ("in_review", "verifiers")

    def test_still_refuses_to_count_their_meter_twice(self, erase):
        asha, chidi = people.person("Asha"), people.person("Chidi")
        factory.verified(asha, verifier=people.person("Dara"), asset=factory.meter(asha, "M1"))

        erase(asha)

        with pytest.raises(errors.DoubleCount):
            factory.submitted(chidi, asset=factory.meter(chidi, "M1"))

    def test_is_for_themselves_and_operators(self, erase):
        asha = people.person("Asha")
        with pytest.raises(errors.NotAllowed):
            erase(asha, by=people.person("Chidi"))

        assert erase(asha, by=people.operator()).erased_at

    def test_happens_once(self, erase):
        asha = people.person("Asha")
        erase(asha)

        with pytest.raises(errors.WrongState):
            erase(asha, by=people.operator())
