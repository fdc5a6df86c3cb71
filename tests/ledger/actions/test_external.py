"""Claims on tonnes that another registry holds immobile."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from config.plumbing import transactions
from ledger import errors
from ledger.actions import claims, drafts, external, imports
from ledger.actions.external import Immobilised
from ledger.models import Claim, Entry, ExternalClaim, ExternalIssuance
from tests.factories import claims as claim_factory
from tests.factories import people
from tests.factories.registries import issued, retired, sheet, unnumbered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def read(*rows):
    return imports.read_registry(stream=sheet(*rows), name="file.csv", today=date(2026, 5, 1))


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def block():
    read(issued(5001, 6000), retired(5001, 5100))
    return ExternalIssuance.objects.get()


@transactions.edge()
def claim(block, first=5101, last=6000, *, proof=b"serial,state\n5101-6000,immobilised\n", **details):
    asha = people.person("Asha")
    proofs = [ContentFile(proof, name="proof.csv")] if proof else []
    immobilised = Immobilised(issuance=block, first=first, last=last, place=people.place(), proofs=proofs, **details)
    return external.claim(by=asha, acting_for=asha, immobilised=immobilised, at=NOW)


class TestClaim:
    def test_takes_up_the_serials_and_counts_their_tonnes(self, block):
        filed = claim(block)

        assert (filed.state, filed.quantity_g, filed.vintage) == ("submitted", 900_000_000, 2022)
        assert filed.external.live
        assert filed.evidence.get().name == "proof.csv"
        entry = Entry.objects.get(kind="claim.immobilised")
        assert (entry.subject_id, entry.body["first"], entry.body["last"]) == (filed.pk, "5101", "6000")

    def test_is_verified_like_any_other(self, block):
        dara = people.person("Dara")
        claim_factory.accredit(dara, "external")
        filed = claim(block, held_back="10 %")

        assert filed.quantity_g == 810_000_000
        assert filed.verifiers_needed >= 1

    def test_leaves_the_other_serials_of_the_block_to_others(self, block):
        claim(block, 5101, 5500)

        assert claim(block, 5501, 6000, proof=b"serial,state\nother,immobilised\n").quantity_g == 500_000_000

    @pytest.mark.parametrize(
        ("first", "last", "refusal"),
        [
            (5100, 5200, errors.SerialsNotFree),
            (5001, 5001, errors.SerialsNotFree),
            (6000, 6001, errors.BadInput),
            (4000, 5101, errors.BadInput),
            (5200, 5199, errors.BadInput),
        ],
    )
    def test_refuses_serials_that_are_used_up_or_not_in_the_block(self, block, first, last, refusal):
        with pytest.raises(refusal, match="serials"):
            claim(block, first, last)

        assert not Claim.objects.exists()

    def test_refuses_serials_that_another_live_claim_names(self, block):
        other = claim(block)

        with pytest.raises(errors.SerialsNotFree, match=other.reference):
            claim(block, 5900, 5950, proof=b"serial,state\nother,immobilised\n")

    def test_frees_the_serials_of_a_claim_that_is_withdrawn(self, block):
        with transactions.edge():
            claims.withdraw(by=people.person("Asha"), claim=claim(block), at=NOW)

        assert claim(block, proof=b"serial,state\nother,immobilised\n").external.live

    def test_refuses_a_claim_without_proof(self, block):
        with pytest.raises(errors.BadInput, match="immobilised"):
            claim(block, proof=b"")

    def test_refuses_a_block_whose_tonnes_are_not_numbered(self):
        read(unnumbered())

        with pytest.raises(errors.BadInput, match="numbered"):
            claim(ExternalIssuance.objects.get(), 1, 10)


class TestContradiction:
    def test_is_told_and_recorded_once_when_a_claimed_serial_is_retired(self, block):
        filed = claim(block)

        told = read(retired(5500, 5500)).contradicted
        again = read(retired(5500, 5500)).contradicted

        assert [one.claim for one in told] == [one.claim for one in again] == [filed.pk]
        assert Entry.objects.filter(kind="claim.contradicted", subject_id=filed.pk).count() == 1


class TestLaws:
    """Past every line of Python."""

    def refused(self, sql, *values):
        with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        return error.value.__cause__.diag.constraint_name

    def test_no_two_live_claims_name_the_same_serial(self, block):
        claim(block, 5101, 5500)
        other = claim(block, 5501, 6000, proof=b"serial,state\nother,immobilised\n")

        with pytest.raises(IntegrityError, match="stay as they were filed"), transaction.atomic():
            ExternalClaim.objects.filter(claim=other).update(serials=(5400, 5600))

    def test_no_claim_names_a_serial_that_was_used_up(self, block):
        filed = claim(block)
        with transactions.edge():
            draft = drafts.draft(by=filed.claimant, filing=claim_factory.filing(filed.claimant))

        insert = "INSERT INTO ledger_externalclaim (claim_id, issuance_id, serials, live) VALUES (%s, %s, %s, true)"
        assert self.refused(insert, draft.pk, block.pk, "[1,2]") == "externalclaim_is_inside_its_issuance"
        with connection.cursor() as cursor:  # a draft may name it, and cannot be filed
            cursor.execute(insert, [draft.pk, block.pk, "[5001,5001]"])
        file = "UPDATE ledger_claim SET state = 'submitted', filed_at = now(), lot = id, quantity_g = 1 WHERE id = %s"
        assert self.refused(file, draft.pk) == "externalclaim_is_unused"

    def test_a_claim_of_the_family_names_serials(self, block):
        filed = claim(block)
        filing = drafts.Filing(
            acting_for=filed.claimant,
            asset=filed.asset,
            methodology="external-immobilised",
            first_day=date(2023, 1, 1),
            last_day=date(2023, 12, 31),
            inputs={"immobilised": 5},
            tier="accredited",
        )

        with pytest.raises(errors.BadInput, match="claimed by their serials"), transactions.edge():
            claims.file(by=filed.claimant, filing=filing, at=NOW)
