"""The laws of batches and funds, tried from raw SQL, past every line of Python."""

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from commons.rules import ids
from config.plumbing import transactions
from ledger.actions import accounts, entries
from ledger.models import Account, Batch, Funding, Payout, Pledge, Price, Receipt, Retirement, Reversal
from ledger.models.batches import GRAMS, STATES
from ledger.rules import payouts, pledges
from ledger.rules.moves import Move
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db

FLOWS = {
    ("mint", "held"), ("mint", "buffer"), ("held", "funded"), ("held", "retired"), ("held", "cancelled"),
    ("funded", "retired"), ("funded", "cancelled"), ("buffer", "cancelled"),
}  # fmt: skip


def refused(statement: str, *values: object) -> str:
    """What PostgreSQL says to the statement; fails where it says nothing."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012  (only the last can be refused)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)
    return str(refusal.value)


@pytest.fixture
def funded() -> Funding:
    """A batch of Asha's, paid for in part by a pledge of Funmi's, and a payout that waits."""
    fund = factory.fund()
    factory.price(fund)
    factory.arrival(factory.pledge(people.person("Funmi"), fund, 8_000))
    factory.issued("Asha")
    return Funding.objects.get()


class TestFlows:
    @pytest.mark.parametrize(("start", "end"), [p for p in product([*STATES, "mint"], repeat=2) if p[0] != p[1]])
    def test_let_tokens_move_along_the_lines_only(self, start, end):
        batch = factory.issued()
        key = ("batch", batch.pk)

        def account(purpose):
            if purpose == "mint":
                return accounts.source(unit=GRAMS, purpose="mint")
            return accounts.open_many([accounts.AccountKey(GRAMS, purpose, batch.claimant_id, key)])[0]

        def move(*ends):
            with transactions.edge():
                entries.record(kind="test.moved", subject=batch, transfers=[Move(*map(account, ends), 1)])

        for fill in {"funded": ["held"], "retired": ["held"], "cancelled": ["held"], "buffer": ["mint"]}.get(start, []):
            move(fill, start)
        if (start, end) in FLOWS:
            move(start, end)
        else:
            with pytest.raises(DatabaseError, match="Tokens do not move"), transaction.atomic():
                move(start, end)


class TestStays:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_batch SET quantity_g = quantity_g + 1",
            "UPDATE ledger_batch SET number = number + 1",
            "DELETE FROM ledger_batch",
            "TRUNCATE ledger_batch CASCADE",
            "UPDATE ledger_receipt SET cents = cents + 1",
            "UPDATE ledger_receipt SET family = 'cooking'",
            "DELETE FROM ledger_receipt",
            "TRUNCATE ledger_receipt CASCADE",
            "UPDATE ledger_funding SET cents = cents + 1",
            "DELETE FROM ledger_funding",
            "TRUNCATE ledger_funding",
            "UPDATE ledger_price SET cents_per_tonne = 1",
            "UPDATE ledger_price SET applies_until = '2026-04-01'",
            "DELETE FROM ledger_price",
            "TRUNCATE ledger_price CASCADE",
            "UPDATE ledger_pledge SET cap_cents = cap_cents + 1",
            "DELETE FROM ledger_pledge",
            "TRUNCATE ledger_pledge CASCADE",
            "UPDATE ledger_payout SET cents = cents + 1",
            "DELETE FROM ledger_payout",
            "TRUNCATE ledger_payout",
        ],
    )
    @pytest.mark.usefixtures("funded")
    def test_as_it_was(self, statement):
        told = refused(statement)

        assert any(word in told for word in ("insert-only", "stays", "keeps its terms"))

    def test_also_when_triggers_are_said_to_be_off(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE tgenabled <> 'A' "
                           "AND NOT tgisinternal AND relname = ANY (%s)",
                           [["ledger_batch", "ledger_receipt", "ledger_funding", "ledger_price", "ledger_pledge",
                             "ledger_payout", "ledger_refund", "ledger_retirement", "ledger_reversal"]])  # fmt: skip
            assert cursor.fetchall() == []

    def test_but_words_about_a_person_may_be_emptied_all_at_once(self):
        batch = factory.issued()
        made = Retirement.objects.create(
            batch=batch, holder=batch.claimant, quantity_g=1, beneficiary="Emre", reason="A flight"
        )

        assert "final" in refused("UPDATE ledger_retirement SET beneficiary = 'Bela'")
        assert "final" in refused("UPDATE ledger_retirement SET quantity_g = 2")
        Retirement.objects.filter(pk=made.pk).update(beneficiary="", reason="", salt=None)

    def test_and_so_may_a_reversals(self):
        batch = factory.issued()
        Reversal.objects.create(
            batch=batch, quantity_g=1, own_g=1, buffer_g=0, pool_g=0, debt_g=0, reason="Fire",
            reversed_by=people.operator(), occurred_at=batch.issued_at,
        )  # fmt: skip

        assert "borne" in refused("UPDATE ledger_reversal SET debt_g = 1, own_g = 0")
        Reversal.objects.update(reason="", salt=None)


class TestBatch:
    def test_is_one_for_each_claim(self):
        batch = factory.issued()

        assert "claim_id" in refused(
            "INSERT INTO ledger_batch (id, claim_id, claimant_id, place_path, family, vintage, quantity_g, buffer_g,"
            " verified_at, open) SELECT %s, claim_id, claimant_id, place_path, family, vintage, quantity_g, buffer_g,"
            " verified_at, open FROM ledger_batch WHERE id = %s",
            ids.uuid7(), batch.pk,
        )  # fmt: skip

    def test_is_of_a_claim_that_is_issued(self):
        claim = factory.due()

        assert "copies it" in refused(
            "INSERT INTO ledger_batch (id, claim_id, claimant_id, place_path, family, vintage, quantity_g, buffer_g,"
            " verified_at, open) SELECT %s, id, claimant_id, place_path, family, vintage, quantity_g, 0, verified_at,"
            " true FROM ledger_claim WHERE id = %s",
            ids.uuid7(), claim.pk,
        )  # fmt: skip


class TestReceipt:
    def test_stays_within_its_pledge(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 500)
        factory.arrival(pledge)

        assert "within its cap" in refused(
            "INSERT INTO ledger_receipt (id, fund_id, source, pledge_id, payer_id, funder_id, cents, bank_reference,"
            " arrived_at, family, open) SELECT %s, fund_id, source, pledge_id, payer_id, funder_id, 1, 'X', arrived_at,"
            " family, true FROM ledger_receipt",
            ids.uuid7(),
        )

    def test_arrives_once(self):
        receipt = factory.grant(factory.fund())

        assert "receipt_arrives_once" in refused(
            "INSERT INTO ledger_receipt (id, fund_id, source, payer_id, funder_id, cents, bank_reference, arrived_at,"
            " family, open) SELECT %s, fund_id, source, payer_id, funder_id, cents, bank_reference, arrived_at, family,"
            " true FROM ledger_receipt WHERE id = %s",
            ids.uuid7(), receipt.pk,
        )  # fmt: skip


class TestFunding:
    INSERT = (
        "INSERT INTO ledger_funding (id, batch_id, receipt_id, price_id, grams, cents) VALUES (%s, %s, %s, %s, %s, %s)"
    )

    def entry_about(self, batch: Batch):
        with transactions.edge():
            return entries.record(kind="batch.funded", subject=batch)

    def test_needs_its_entry(self, funded):
        values = [ids.uuid7(), funded.batch_id, funded.receipt_id, funded.price_id, 1_000_000, 8_000]

        assert "follows its price" in refused(self.INSERT, *values)

    def test_pays_the_price_and_no_cent_more(self, funded):
        entry = self.entry_about(funded.batch)

        assert "follows its price" in refused(
            self.INSERT, entry.pk, funded.batch_id, funded.receipt_id, funded.price_id, 1_000_000, 8_001
        )

    @pytest.mark.parametrize("earmark", [{"family": "cooking"}, {"vintage_from": 2030, "vintage_until": 2031}])
    def test_keeps_to_the_earmark(self, funded, earmark):
        entry, receipt = self.entry_about(funded.batch), factory.grant(funded.price.fund, **earmark)

        assert "follows its price" in refused(
            self.INSERT, entry.pk, funded.batch_id, receipt.pk, funded.price_id, 1_000_000, 8_000
        )

    def test_is_never_of_ones_own_claim(self, funded):
        entry = self.entry_about(funded.batch)
        own = factory.grant(funded.price.fund, payer=people.person("Asha"))

        assert "nobody pays themselves" in refused(
            self.INSERT, entry.pk, funded.batch_id, own.pk, funded.price_id, 1_000_000, 8_000
        )

    def test_takes_the_price_of_the_receipts_own_fund(self, funded):
        entry, other = self.entry_about(funded.batch), factory.price(factory.fund("River Fund"))

        assert "follows its price" in refused(
            self.INSERT, entry.pk, funded.batch_id, funded.receipt_id, other.pk, 1_000_000, 8_000
        )


class TestPrice:
    INSERT = (
        "INSERT INTO ledger_price (id, fund_id, family, place_path, cents_per_tonne, announced_at, applies_from)"
        " SELECT %s, fund_id, family, place_path, 1, {announced}, applies_from FROM ledger_price"
    )

    def test_is_one_at_a_time(self):
        factory.price(factory.fund())

        assert "price_one_at_a_time" in refused(self.INSERT.format(announced="announced_at"), ids.uuid7())

    def test_is_announced_before_it_applies(self):
        factory.price(factory.fund())

        told = refused(self.INSERT.format(announced="applies_from"), ids.uuid7())

        assert "price_announced_before_it_applies" in told


class TestStates:
    def test_of_a_pledge_follow_the_same_table_as_the_rules(self):
        allowed = {(state, after) for (state, _), after in pledges.TRANSITIONS.items()}

        assert (
            self.passed(Pledge, "ledger_pledge", lambda: factory.pledge(people.person("Funmi"), factory.fund()))
            == allowed
        )

    def test_of_a_payout_follow_the_same_table_as_the_rules(self, funded):
        allowed = {(state, after) for (state, _), after in payouts.TRANSITIONS.items()}

        assert self.passed(Payout, "ledger_payout", Payout.objects.get) == allowed

    def passed(self, model, table, make) -> set[tuple[str, str]]:
        """The changes of state that PostgreSQL lets through, tried one by one."""
        found, row = set(), make()
        more = ", refusal = 'other', bank_reference = 'B'" if model is Payout else ""
        for before, after in product(model.State.values, repeat=2):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"UPDATE {table} SET state = %s{more} WHERE id = %s", [before, row.pk])
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table.removeprefix('ledger_')}_transition")
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [after, row.pk])
            except DatabaseError:
                continue
            if before != after:
                found.add((before, after))
        return found


class TestPayout:
    def test_is_one_at_a_time(self, funded):
        assert "payout_one_at_a_time" in refused(
            "INSERT INTO ledger_payout (id, fund_id, claimant_id, cents, hold_id, state, refusal) SELECT %s, fund_id,"
            " claimant_id, cents, %s, state, refusal FROM ledger_payout",
            ids.uuid7(), ids.uuid7(),
        )  # fmt: skip

    def test_holds_what_the_account_cannot_spend_twice(self, funded):
        account = Account.objects.get(purpose="payable")

        assert (account.balance, account.available) == (funded.cents, 0)
        assert Receipt.objects.get().cents == funded.cents
        assert Price.objects.get() == funded.price
