"""Who is told of what the ledger does: those whose affair it is, with reasons, and nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.models import Agent
from config.models import Notification
from config.plumbing import notifications, transactions
from ledger.actions import claims, objections, payouts, retirements, reversals, verifications
from ledger.models import Payout
from tests.factories import claims as factory
from tests.factories import funds, people
from tests.factories.claims import NOW

pytestmark = pytest.mark.django_db


def told(agent: Agent) -> list[str]:
    """Kinds of what the person was told, in order."""
    return list(Notification.objects.filter(user__agent=agent).order_by("id").values_list("kind", flat=True))


def last(agent: Agent) -> notifications.Shown:
    """The latest that the person was told, in words."""
    return notifications.in_words([Notification.objects.filter(user__agent=agent).latest("id")])[0]


@pytest.fixture
def asha() -> Agent:
    return people.person("Asha")


@pytest.fixture
def dara() -> Agent:
    return people.person("Dara")


class TestClaims:
    def test_tell_the_others_of_the_collective_and_not_who_filed(self, asha):
        bela = people.person("Bela")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))

        factory.submitted(coop, by=asha)

        assert told(bela) == ["claim.filed"]
        assert told(asha) == []

    def test_tell_fellows_that_one_waits_to_be_confirmed(self, asha):
        bela = people.person("Bela")
        people.collective("Valley Heat", steward=bela, members=(asha,))

        factory.submitted(asha, tier="peer-verified")

        assert "claim.to_confirm" in told(bela)

    def test_tell_nobody_of_a_draft(self, asha):
        bela = people.person("Bela")
        coop = people.collective("Valley Heat", steward=asha, members=(bela,))

        factory.draft(coop, by=asha)

        assert not Notification.objects.exists()

    def test_tell_claimant_and_verifier_of_the_draw_at_once(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        assert told(asha) == ["claim.assigned"]
        assert told(dara)[-1] == "seat.drawn"
        assert claim.reference in last(dara).title
        assert last(dara).kind.at_once

    def test_give_the_question_with_its_deadline_and_the_answer(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)
        with transactions.edge():
            verifications.ask_back(by=dara, claim=claim, question="Which meter?", until=NOW + timedelta(days=5), at=NOW)
        assert "Which meter?" in last(asha).text
        assert "6 March 2026" in last(asha).text

        with transactions.edge():
            verifications.answer(by=asha, claim=claim, at=NOW, reply="The one in the cellar.")

        assert last(dara).kind.code == "seat.answered"

    def test_give_the_reasons_of_a_rejection(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        with transactions.edge():
            verifications.decide(
                by=dara, claim=claim, outcome="reject", criteria={**factory.MET, "inputs": "not_met"},
                reasons="The hall stood empty.", at=NOW,
            )  # fmt: skip

        assert last(asha).kind.code == "claim.rejected"
        assert last(asha).text == "The hall stood empty."
        assert last(asha).url == f"/claims/{claim.reference}/"

    def test_tell_of_a_withdrawal_for_want_of_an_answer(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)
        with transactions.edge():
            verifications.ask_back(by=dara, claim=claim, question="Which?", until=NOW + timedelta(days=3), at=NOW)
        with transactions.edge():
            verifications.lapse_unanswered(at=NOW + timedelta(days=5))

        assert told(asha)[-1] == "claim.lapsed"

    def test_tell_verifiers_that_a_claim_of_theirs_was_withdrawn(self, asha, dara):
        claim = factory.in_review(asha, verifier=dara)

        with transactions.edge():
            claims.withdraw(by=asha, claim=claim, at=NOW)

        assert told(dara)[-1] == "seat.released"


class TestObjections:
    def test_tell_claimant_verifier_and_then_the_objector(self, asha, dara):
        chidi = people.person("Chidi")
        claim = factory.verified(asha, verifier=dara)
        with transactions.edge():
            raised = objections.raise_(by=chidi, claim=claim, reasons="It was off all year.", at=NOW)
        assert (told(asha)[-1], told(dara)[-1]) == ("claim.objected", "seat.objected")
        assert last(asha).text.startswith("It was off all year.")

        with transactions.edge():
            objections.decide(by=people.operator(), objection=raised, uphold=False, answer="It ran.", at=NOW)

        assert (told(asha)[-1], told(chidi)) == ("claim.objection_dismissed", ["objection.dismissed"])
        assert last(chidi).text == "It ran."


class TestMoney:
    def test_follows_the_tokens_to_claimant_funder_and_treasurer(self, asha):
        funmi, tilo = people.person("Funmi"), people.person("Tilo")
        fund = funds.fund()
        people.join(fund.agent, people.person("Stella"), role="steward")
        people.join(fund.agent, tilo, role="treasurer")
        funds.price(fund)
        funds.arrival(funds.pledge(funmi, fund))

        batch = funds.issued("Asha")

        assert told(asha)[-3:] == ["batch.issued", "batch.funded", "payout.waits"]
        assert told(funmi) == ["pledge.fulfilled", "receipt.recorded", "receipt.spent"]
        assert told(tilo) == ["treasury.pledged", "treasury.payouts"]
        assert (
            batch.claim.reference
            in notifications.in_words(Notification.objects.filter(kind="batch.issued", user__agent=asha))[0].title
        )

    def test_says_why_a_bank_refused(self, asha):
        fund = funds.fund()
        funds.price(fund)
        funds.grant(fund)
        funds.issued("Asha")

        with transactions.edge():
            payouts.refuse(by=people.operator(), payout=Payout.objects.get(), refusal="account_closed")

        assert last(asha).kind.at_once
        assert last(asha).text == "The account is closed. Give the details of another."

    def test_tells_of_tokens_retired_and_reversed(self, asha):
        funmi = people.person("Funmi")
        fund = funds.fund()
        funds.price(fund)
        funds.arrival(funds.pledge(funmi, fund))
        batch = funds.issued("Asha")
        with transactions.edge():
            made = retirements.retire(by=funmi, acting_for=funmi, batch=batch, quantity_g=1_000)
        assert (told(asha)[-1], last(asha).url) == ("batch.used", f"/retirements/{made.reference}/")

        with transactions.edge():
            reversals.reverse(by=people.operator(), batch=batch, quantity_g=500, reason="Burnt.", occurred_at=NOW)

        assert (told(asha)[-1], told(funmi)[-1]) == ("claim.reversed", "batch.reversed")


class TestMany:
    def test_cost_as_many_statements_as_one(self, asha):
        """A chunk tells each claimant once, in one statement, whatever the number of claims."""
        fund = funds.fund()
        funds.price(fund)
        few = _statements_of_a_run(asha, 1)

        many = _statements_of_a_run(asha, 40)

        assert many == few
        assert last_of(asha, "batch.issued").title == "Tokens of 40 claims were issued"


class TestEveryKind:
    def test_has_words_that_take_its_facts(self):
        """No kind asks for a fact that its query does not give: each was told above, or is told here."""
        assert set(notifications.KINDS) >= {"claim.rejected", "takeout.ready"}
        assert {kind.topic for kind in notifications.KINDS.values()} <= set(notifications.TOPICS)


def last_of(agent: Agent, kind: str) -> notifications.Shown:
    return notifications.in_words([Notification.objects.filter(user__agent=agent, kind=kind).latest("id")])[0]


def _statements_of_a_run(claimant: Agent, number: int) -> int:
    funds.many_due(number, claimants=[claimant])
    with CaptureQueriesContext(connection) as queries:
        funds.run()
    return sum("INSERT INTO config_notification" in query["sql"] for query in queries)
