"""The main job: verified claims become funded tokens, whoever runs it, however often, whatever is killed."""

from datetime import timedelta

import pytest
from django.db import connection

from config.plumbing import transactions
from ledger import errors
from ledger.actions import entries, reconciliation
from ledger.models import Account, Batch, Claim, Entry, Funding, Payout, Run
from ledger.queries import batches
from ledger.rules import moves
from ledger.rules.moves import Move
from tests.factories import books, people
from tests.factories import funds as factory
from tests.factories.claims import HEAT_PUMP_G, NOW
from tests.factories.funds import PAST_THE_WINDOW

pytestmark = pytest.mark.django_db


class TestIssue:
    def test_gives_the_claimant_the_tokens_of_a_claim_past_its_window(self):
        claim = factory.due()

        run = factory.run()

        batch = Batch.objects.get(claim=claim)
        claim.refresh_from_db()
        assert (claim.state, batch.quantity_g, batch.buffer_g, batch.vintage) == ("issued", HEAT_PUMP_G, 0, 2025)
        assert batches.tokens(batch)["held"] == HEAT_PUMP_G
        assert run.counts["tokens_issued"] == HEAT_PUMP_G

    def test_is_one_entry_about_the_batch(self):
        batch = factory.issued()

        entry = Entry.objects.about(batch).get()
        assert (entry.kind, entry.occurred_at) == ("batch.issued", PAST_THE_WINDOW)
        assert entry.body["serials"] == f"{batch.number}:1-{HEAT_PUMP_G}"

    def test_waits_for_the_window(self):
        factory.due()

        run = factory.run(at=NOW + timedelta(days=1))

        assert not Batch.objects.exists()
        assert run.refusals == {"window_open": 1}

    def test_sets_the_buffer_share_aside(self):
        people.place()
        factory.many_due(1, claimants=[people.person("Asha")], methodology="gs403", family="afforestation")

        factory.run()

        batch = Batch.objects.get()
        assert batch.buffer_g == 200_000
        assert batches.tokens(batch) == {"held": 800_000, "funded": 0, "retired": 0, "buffer": 200_000, "cancelled": 0}

    def test_passes_a_claim_of_a_methodology_that_is_not_known(self):
        factory.many_due(1, claimants=[people.person("Asha")], methodology="lost")
        other = factory.due("Bela")

        run = factory.run()

        assert [batch.claim for batch in Batch.objects.all()] == [other]
        assert run.refusals["methodology_unknown"] == 1

    def test_gives_no_two_batches_the_same_serials(self):
        factory.many_due(25, claimants=[people.person("Asha")])

        factory.run(chunk=10)

        assert Batch.objects.values("number").distinct().count() == 25


class TestFund:
    def test_moves_tokens_to_the_funder_and_money_to_the_claimant(self):
        fund, funmi = factory.fund(), people.person("Funmi")
        price, receipt = factory.price(fund), factory.arrival(factory.pledge(funmi, fund, 10_000))

        batch = factory.issued("Asha")

        funding = Funding.objects.get()
        assert (funding.batch, funding.receipt, funding.price) == (batch, receipt, price)
        assert (funding.grams, funding.cents) == (1_250_000, 10_000)
        assert Account.objects.get(purpose="funded", holder=funmi).balance == 1_250_000
        assert Account.objects.get(purpose="payable", holder=batch.claimant).balance == 10_000
        assert batches.tokens(batch)["held"] == HEAT_PUMP_G - 1_250_000

    def test_leaves_the_rest_open_for_the_next_money(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, 10_000)
        batch = factory.issued()
        assert Batch.objects.get().open

        factory.grant(fund, 10_000)
        factory.run()

        assert [funding.cents for funding in batch.fundings.all()] == [10_000, 4_414]
        assert not Batch.objects.get().open

    def test_gives_what_grants_pay_for_to_the_fund(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)

        factory.issued()

        assert Account.objects.get(purpose="funded").holder == fund.agent

    def test_skips_a_payer_in_the_same_collective_for_that_claim_only(self):
        fund, funmi, asha = factory.fund(), people.person("Funmi"), people.person("Asha")
        people.collective("Housing", members=(funmi, asha))
        factory.price(fund)
        factory.grant(fund, payer=funmi)
        factory.due("Asha")
        other = factory.due("Chidi")

        run = factory.run()

        assert [funding.batch.claim for funding in Funding.objects.all()] == [other]
        assert run.refusals == {"conflict": 1}

    def test_skips_the_verifiers_own_money(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, payer=people.person("Dara"))

        factory.due()

        assert factory.run().refusals == {"conflict": 1}

    def test_says_when_no_price_is_announced(self):
        fund = factory.fund()
        factory.price(fund, family="cooking")
        factory.grant(fund)
        factory.due()

        assert factory.run().refusals == {"no_price": 1}

    def test_says_when_no_money_has_a_fitting_earmark(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, family="cooking")
        factory.due()

        assert factory.run().refusals == {"no_money": 1}

    def test_pays_for_a_claim_with_several_receipts_the_narrowest_first(self):
        fund = factory.fund()
        factory.price(fund)
        early = factory.grant(fund, 5_000)
        narrow = factory.grant(fund, 5_000, family="heating", place=people.place("earth.gb"), arrived_at=NOW)

        factory.issued()

        assert [funding.receipt for funding in Funding.objects.order_by("id")] == [narrow, early]

    def test_is_an_entry_of_the_same_id_about_the_batch(self):
        fund = factory.fund()
        factory.price(fund)
        receipt = factory.grant(fund)

        batch = factory.issued()

        funding = Funding.objects.get()
        entry = Entry.objects.get(pk=funding.pk)
        assert (entry.kind, entry.subject_id) == ("batch.funded", batch.pk)
        assert entry.body == {
            "receipt": str(receipt.pk), "price": str(funding.price_id),
            "grams": str(HEAT_PUMP_G), "cents": "14414",
        }  # fmt: skip
        assert entry.transfers.count() == 2


class TestPrepare:
    def test_holds_what_a_claimant_is_owed(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)

        factory.issued()

        payout = Payout.objects.get()
        account = Account.objects.get(purpose="payable")
        assert (payout.cents, payout.state, payout.claimant) == (14_414, "prepared", people.person("Asha"))
        assert (account.balance, account.available) == (14_414, 0)

    def test_lets_what_comes_later_wait_for_the_next(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)
        factory.issued("Asha")
        factory.due("Asha")

        factory.run()

        assert Payout.objects.count() == 1
        assert Account.objects.get(purpose="payable").available == 14_414


class TestVoid:
    def test_frees_what_an_expired_hold_reserved(self):
        share, other = books.account(100), books.account()
        books.move(moves.hold(share, other, 60, expires_at=NOW), subject=share)

        run = factory.run()

        assert books.reread(share).available == 100
        assert run.counts == {"holds_voided": 1}

    def test_leaves_a_hold_that_has_time(self):
        share, other = books.account(100), books.account()
        books.move(moves.hold(share, other, 60, expires_at=PAST_THE_WINDOW + timedelta(days=1)), subject=share)

        factory.run()

        assert books.reread(share).available == 40


class TestRun:
    def test_changes_nothing_the_second_time(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, 10_000)
        factory.issued()
        before = Entry.objects.count()

        again = factory.run()

        assert Entry.objects.count() == before
        assert (again.counts, again.chunks) == ({}, 0)

    def test_does_the_same_in_chunks_of_any_size(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, 50_000)
        factory.many_due(10, claimants=[people.person("Asha"), people.person("Bela")])

        run = factory.run(chunk=3)

        assert run.counts["claims_issued"] == 10
        assert run.counts["cents_funded"] == 50_000
        assert run.counts["tokens_funded"] == 6_250_000

    def test_ends_with_the_proof(self):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund, 10_000)
        factory.due()

        run = factory.run()

        assert run.ended_at
        assert run.proof == {
            "tokens": {
                "issued": HEAT_PUMP_G, "held": HEAT_PUMP_G - 1_250_000, "funded": 1_250_000,
                "retired": 0, "buffer": 0, "cancelled": 0,
            },
            "money": {"EUR": {"in": 10_000, "held": 10_000, "paid": 0, "refunded": 0}},
            "conserved": True,
        }  # fmt: skip

    def test_refuses_a_chunk_that_does_not_add_up(self):
        batch = factory.issued()
        held, mint = Account.objects.of(batch).get(), Account.objects.get(purpose="mint")
        with transactions.edge():
            entries.record(kind="test.forged", subject=batch, transfers=[Move(mint, held, 1_000)])
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)

        with pytest.raises(errors.NotConserved, match=str(batch.pk)):
            factory.run()

        assert not Run.objects.filter(ended_at=None, counts__has_key="fundings").exists()

    def test_reports_its_progress(self):
        seen = []
        factory.many_due(5, claimants=[people.person("Asha")])

        factory.run(chunk=2, progress=lambda step, counts: seen.append((step, counts["claims_issued"])))

        assert ("issue", 4) in seen
        assert seen[-1] == ("pay", 5)

    def test_leaves_no_trace_of_a_minute_in_which_nothing_was_due(self):
        factory.run(trigger="task")

        assert not Run.objects.exists()

    @pytest.mark.parametrize("chunk", [0, -1, 1.5, "10", None, 10**9])
    def test_refuses_a_chunk_of_no_sensible_size(self, chunk):
        with pytest.raises(errors.BadInput, match="chunk"):
            reconciliation.run(chunk=chunk)

    def test_reads_as_many_statements_for_many_claims_as_for_few(self, django_assert_max_num_queries):
        fund = factory.fund()
        factory.price(fund)
        factory.grant(fund)
        factory.many_due(50, claimants=[people.person("Asha")])

        with django_assert_max_num_queries(75):
            factory.run()

        assert Claim.objects.filter(state="issued").count() == 50
        assert connection.in_atomic_block
