"""The audit finds each law broken, when it is: the guards are taken away first, as only the owner of the tables can."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from config.plumbing import transactions
from ledger.actions import accounts, evidence, retirements
from ledger.models import Entry, Payout
from ledger.queries import audit
from ledger.rules import moves
from tests.factories import books, claims, files, funds, people

TAMPERING = {
    "Every account's totals": "UPDATE ledger_account SET credits = credits + 1 WHERE purpose = 'share'",
    "No account is below": """
        ALTER TABLE ledger_account DROP CONSTRAINT account_floor;
        UPDATE ledger_transfer SET amount = amount + 1000000 WHERE debit_id IN
            (SELECT id FROM ledger_account WHERE purpose = 'share') AND phase = 'posted'""",
    "Every unit sums": "UPDATE ledger_account SET debits = debits + 1 WHERE purpose = 'held'",
    "Every transfer has": "UPDATE ledger_transfer SET unit_id = 'EUR' WHERE unit_id = 'kgN'",
    "A hold is settled": "UPDATE ledger_transfer SET amount = amount - 1 WHERE phase = 'held'",
    "Tokens moved only": "DELETE FROM ledger_flow WHERE debit_purpose = 'held' AND credit_purpose = 'retired'",
    "An account is closed": "UPDATE ledger_account SET closed_at = now() WHERE purpose = 'share'",
    "Every leaf": "UPDATE ledger_entry SET body = '{\"forged\": true}' WHERE kind = 'batch.issued'",
    "Every entry is in": "DELETE FROM ledger_pendingleaf",
    "A key names": """
        DROP INDEX entry_key_once_per_caller;
        UPDATE ledger_entry SET key = 'same', digest = 'x', by_id = NULL""",
    "Whoever did": "UPDATE ledger_entry SET by_id = gen_random_uuid() WHERE by_id IS NOT NULL",
    "What an entry": "UPDATE ledger_entry SET subject_id = gen_random_uuid() WHERE kind = 'batch.issued'",
    "Every issued claim": "UPDATE ledger_claim SET quantity_g = quantity_g + 1",
    "Every verified claim": "UPDATE ledger_verification SET outcome = '', decided_at = NULL",
    "What was issued": "UPDATE ledger_claim SET window_until = now() + interval '1 day'",
    "What a live claim": """
        ALTER TABLE ledger_extent DROP CONSTRAINT extent_asset, DROP CONSTRAINT extent_area;
        INSERT INTO ledger_extent SELECT (jsonb_populate_record(x, jsonb_build_object('claim_id', gen_random_uuid()))).*
        FROM ledger_extent x LIMIT 1""",
    "Every claim that was filed": "UPDATE ledger_entry SET subject_id = gen_random_uuid() WHERE subject_kind = 'claim'",
    "Of every batch: issued": "UPDATE ledger_batch SET quantity_g = quantity_g + 1",
    "Of every batch: what": "UPDATE ledger_retirement SET quantity_g = quantity_g + 1",
    "Of every receipt": "UPDATE ledger_receipt SET cents = cents + 1",
    "Every funding": "UPDATE ledger_funding SET grams = grams + 1",
    "Of every fund and claimant": "UPDATE ledger_funding SET cents = cents + 1",
    "A payout on its way": "UPDATE ledger_payout SET state = 'paid', bank_reference = 'x'",
    "Over everything": "UPDATE ledger_receipt SET cents = cents + 1",
    "Every file": "UPDATE ledger_evidence SET sha256 = decode(repeat('00', 32), 'hex')",
}
GUARDED = [
    "account",
    "batch",
    "claim",
    "entry",
    "evidence",
    "extent",
    "funding",
    "payout",
    "receipt",
    "retirement",
    "transfer",
    "verification",
]


@pytest.fixture
def record(db, settings, tmp_path):
    """A little of everything: holds, a retirement, a funded claim with evidence, a payout on its way."""
    settings.MEDIA_ROOT = tmp_path
    share, used = books.account(10), books.account()
    books.move(moves.Move(share, used, 2), moves.hold(share, used, 3), subject=share)
    books.move(moves.post(share.debited.get(phase="held")), subject=share)
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund, cents=5_000)
    batch = funds.issued("Asha")
    asha = people.person("Asha")
    with transactions.edge():
        retirements.retire(by=asha, acting_for=asha, batch=batch, quantity_g=1000, reason="A flight")
    draft = claims.draft(people.person("Bela"))
    with transactions.edge():
        evidence.add(by=draft.claimant, claim=draft, upload=files.upload(), at=claims.NOW)
    assert Payout.objects.exists()


def broken() -> list[str]:
    return [law.says for law, finding in audit.run() if not finding.holds]


class TestAudit:
    def test_finds_nothing_where_nothing_is_wrong(self, record):
        assert broken() == []

    @pytest.mark.parametrize("law", TAMPERING)
    def test_finds_what_was_tampered_with(self, record, law):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
            cursor.execute(TAMPERING[law])

        assert any(says.startswith(law) for says in broken())

    def test_knows_how_to_break_every_law_but_those_of_other_tests(self):
        elsewhere = ("Every reversal", "Of every external", "No serials of another")
        untried = [law.says for law in audit.LAWS if not law.says.startswith((*TAMPERING, *elsewhere))]

        assert untried == []

    def test_finds_a_file_that_is_gone(self, record):
        for name in default_storage.listdir("evidence")[0]:
            for blob in default_storage.listdir(f"evidence/{name}")[1]:
                default_storage.delete(f"evidence/{name}/{blob}")

        assert broken() == ["Every file of evidence is there, and has its SHA-256."]


class TestCommand:
    def test_prints_each_law_with_its_figure(self, record, capsys):
        call_command("audit")

        told = capsys.readouterr().out
        assert f"All {len(audit.LAWS)} laws hold." in told
        assert f"{Entry.objects.count():,}  Every leaf" in told

    def test_exits_with_1_at_a_breach(self, record, capsys):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_pendingleaf")

        with pytest.raises(SystemExit) as ended:
            call_command("audit", "--json")

        told = json.loads(capsys.readouterr().out)
        assert ended.value.code == 1
        assert not told["holds"]


class TestCloseWithDebt:
    def test_is_clean_while_an_account_owes(self, db):
        books.unit(books.BUDGET_DEBT, "debt")
        parent, share, used = books.account(20), books.account(10), books.account()
        books.move(moves.Move(share, used, 8), subject=share)

        with transactions.edge():
            accounts.cut(share, amount=6, to=parent, debt_unit=books.BUDGET_DEBT)

        assert broken() == []
