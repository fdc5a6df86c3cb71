"""Verifiers' decisions, objections, and retiring, through the forms."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.plumbing import transactions
from ledger.actions import objections
from ledger.models import Account, Claim, Objection, Retirement
from tests.factories import claims, funds, people
from tests.factories.claims import MET
from tests.pages import Page, browser, send, visit

pytestmark = pytest.mark.django_db
KEY = "a" * 32
APPROVAL = {"outcome": "approve", "reasons": "As metered.", "key": KEY, **{f"criteria.{n}": v for n, v in MET.items()}}


@pytest.fixture
def dara():
    return people.person("Dara")


@pytest.fixture
def in_review(dara):
    claim = claims.in_review(people.person("Asha"), verifier=dara)
    claim.refresh_from_db()
    return claim


@pytest.fixture
def verified(dara):
    """Inside its objection window now."""
    claims.accredit(dara, "heating")
    claim = claims.in_review(people.person("Asha"), verifier=dara)
    claims.approve(claim, dara, at=timezone.now())
    claim.refresh_from_db()
    return claim


class TestDecide:
    def test_stands_in_the_verifiers_queue_and_verifies_once(self, dara, in_review):
        address = reverse("verify", args=[in_review.reference])
        assert address in visit(browser(dara), reverse("mine")).links

        answer = send(browser(dara), address, **APPROVAL)

        assert answer.url == reverse("claim", args=[in_review.reference])
        assert Claim.objects.get(pk=in_review.pk).state == "verified"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"criteria.asset": "not_met"}, "expected met, if the claim is approved"),
            ({"outcome": "reject"}, "at least one that is not met"),
            ({"criteria.inputs": ""}, "This field is required."),
            ({"reasons": " "}, "This field is required."),
        ],
    )
    def test_says_at_its_field_what_does_not_go_together(self, dara, in_review, changes, says):
        page = Page(send(browser(dara), reverse("verify", args=[in_review.reference]), **APPROVAL | changes))

        assert page.status == 400
        assert says in page.text
        assert Claim.objects.get(pk=in_review.pk).state == "in_review"

    def test_asks_about_claims_that_overlap(self, dara, in_review):
        beside = claims.submitted(people.person("Bela"))
        beside.refresh_from_db()

        page = visit(browser(dara), reverse("verify", args=[in_review.reference]))

        assert 'name="criteria.overlaps"' in page.html
        assert reverse("claim", args=[beside.reference]) in page.links


class TestObject:
    def test_suspends_the_claim(self, verified):
        chidi = people.person("Chidi")
        address = reverse("object_to", args=[verified.reference])
        assert address in visit(browser(chidi), reverse("claim", args=[verified.reference])).links
        visit(browser(chidi), address)

        send(browser(chidi), address, reasons="The boiler is still there.", key=KEY)

        assert Claim.objects.get(pk=verified.pk).state == "suspended"
        assert "The boiler" not in visit(browser(), reverse("claim", args=[verified.reference])).text

    def test_is_refused_to_the_claimant_with_the_reason(self, verified):
        address = reverse("object_to", args=[verified.reference])

        page = Page(send(browser(people.person("Asha")), address, reasons="Mine.", key=KEY))

        assert page.status == 400
        assert "Nobody objects to a claim of their own" in page.text


class TestDecideObjection:
    @pytest.fixture
    def objection(self, verified):
        with transactions.edge():
            return objections.raise_(by=people.person("Chidi"), claim=verified, reasons="Wrong.", at=timezone.now())

    def test_lets_an_operator_dismiss_it(self, objection):
        ode = people.operator()
        address = reverse("decide_objection", args=[objection.pk])
        visit(browser(ode), address)

        send(browser(ode), address, uphold="no", answer="It is gone: see the photo.")

        assert Objection.objects.get().outcome == "dismissed"
        assert Claim.objects.get(pk=objection.claim_id).state == "verified"

    def test_says_who_must_not_decide(self, objection, dara):
        address = reverse("decide_objection", args=[objection.pk])

        page = Page(send(browser(dara), address, uphold="no", answer="I was right."))

        assert "verified the claim: another must decide" in page.text
        assert Objection.objects.get().decided_at is None

    def test_is_offered_to_those_who_may_and_not_to_the_claimant(self, objection):
        claim = reverse("claim", args=[objection.claim.reference])
        address = reverse("decide_objection", args=[objection.pk])

        assert address in visit(browser(people.operator()), claim).links
        assert address not in visit(browser(people.person("Asha")), claim).links

    def test_is_not_there_for_strangers(self, objection):
        visit(browser(people.person("Funmi")), reverse("decide_objection", args=[objection.pk]), status=404)


class TestRetire:
    @pytest.fixture
    def held(self):
        batch = funds.issued("Asha")
        return Account.objects.get(subject_id=batch.pk, purpose="held")

    def test_takes_any_unit_and_shows_the_certificate(self, held):
        asha = people.person("Asha")
        address = reverse("retire", args=[held.pk])

        answer = send(browser(asha), address, quantity="0.25 t", beneficiary="Our street", key=KEY)
        again = send(browser(asha), address, quantity="0.25 t", beneficiary="Our street", key=KEY)

        assert answer.url == again.url
        assert Retirement.objects.get().quantity_g == 250_000
        assert "250 kg CO₂e retired" in visit(browser(), answer.url).text
        assert "Our street" not in visit(browser(), answer.url).text
        assert "Our street" in visit(browser(asha), answer.url).text

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"quantity": "99 t"}, "left"),
            ({"quantity": "-1 kg"}, "more than zero"),
            ({"quantity": "0.1 g"}, "whole grams"),
            ({"quantity": "3 km"}, "expected a number of kg"),
            ({"quantity": "Infinity"}, "cannot be used"),
            ({"consumed_from": "2025-01-01"}, "Give both days"),
            ({"consumed_from": "2025-01-02", "consumed_until": "2025-01-01"}, "or a later day"),
        ],
    )
    def test_refuses_and_says_why(self, held, changes, says):
        address = reverse("retire", args=[held.pk])

        page = Page(send(browser(people.person("Asha")), address, **{"quantity": "1 kg", "key": KEY} | changes))

        assert page.status == 400
        assert says in page.text
        assert not Retirement.objects.exists()

    def test_is_for_the_holder_alone(self, held):
        visit(browser(people.person("Chidi")), reverse("retire", args=[held.pk]), status=404)
