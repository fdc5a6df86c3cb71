"""Verifiers at work, and objections, through the forms."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.plumbing import transactions
from ledger.actions import evidence, objections, verifications
from ledger.models import Claim, Objection
from tests.factories import claims, files, people
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
    claim = claims.opened(people.person("Asha"), verifier=dara)
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
        assert address in visit(browser(dara), reverse("queue")).links

        answer = send(browser(dara), address, **APPROVAL)

        assert answer.url == reverse("queue")
        assert Claim.objects.get(pk=in_review.pk).state == "verified"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"criteria.asset": "not_met"}, "expected met, if the claim is approved"),
            ({"outcome": "reject"}, "at least one that is not met"),
            ({"criteria.inputs": ""}, "Say whether it is met."),
            ({"criteria.replaced": ""}, "Say whether it is met."),
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

    def test_says_what_came_of_it(self, dara, in_review):
        client = browser(dara)
        send(client, reverse("verify", args=[in_review.reference]), **APPROVAL)

        page = visit(client, reverse("queue"))

        assert f"You approved {in_review.reference}. It is verified" in page.text
        assert "Decided by you" in page.text

    def test_shows_each_file_without_leaving_the_checklist(self, dara, in_review):
        with transactions.edge():
            file = evidence.add(
                by=in_review.claimant, claim=in_review, upload=files.upload(files.png(), "meter.png"), at=claims.NOW
            )

        page = visit(browser(dara), reverse("verify", args=[in_review.reference]))

        shown = reverse("evidence_view", args=[file.pk])
        assert f'<a href="{shown}" target="_blank" rel="noopener">' in page.html
        assert f'<img src="{shown}"' in page.html


class TestDeclare:
    def test_comes_before_the_claim_is_opened(self, dara):
        claim = claims.in_review(people.person("Asha"), verifier=dara)
        claim.refresh_from_db()
        client, verify = browser(dara), reverse("verify", args=[claim.reference])
        declare = reverse("declare", args=[claim.reference])

        assert client.get(verify).url == declare
        visit(client, declare)
        assert send(client, declare).url == verify
        visit(client, verify)

    def test_is_refused_with_the_reason_to_whom_has_a_part_in_it(self, dara):
        asha = people.person("Asha")
        claim = claims.in_review(asha, verifier=dara)
        claim.refresh_from_db()
        people.collective("Choir", members=(asha, dara))

        page = Page(send(browser(dara), reverse("declare", args=[claim.reference])))

        assert "decline it, and another is drawn" in page.text


class TestDecline:
    def test_passes_the_claim_on_and_says_so(self, dara, in_review):
        emre = people.person("Emre")
        claims.accredit(emre, "heating")
        client, address = browser(dara), reverse("decline", args=[in_review.reference])
        visit(client, address)

        assert send(client, address, because="no_time").url == reverse("queue")

        assert "Another verifier is drawn for it" in visit(client, reverse("queue")).text
        assert in_review.reference in visit(browser(emre), reverse("queue")).text

    def test_asks_why(self, dara, in_review):
        page = Page(send(browser(dara), reverse("decline", args=[in_review.reference]), because=""))

        assert page.status == 400


class TestSave:
    HALF = {"criteria.asset": "met", "notes.period": "May is missing.", "reasons": "So far", "key": KEY}

    def test_keeps_what_is_half_done_by_its_button(self, dara, in_review):
        client, verify = browser(dara), reverse("verify", args=[in_review.reference])

        assert send(client, reverse("save_checklist", args=[in_review.reference]), **self.HALF).url == verify

        page = visit(client, verify)
        assert 'name="criteria.asset" value="met" id="id_criteria.asset_0" required checked' in page.html.replace(
            'aria-describedby="id_criteria.asset_helptext" ', ""
        )
        assert "May is missing." in page.html
        assert "begun" in visit(client, reverse("queue")).text

    def test_answers_in_a_line_while_one_writes(self, dara, in_review):
        address = reverse("save_checklist", args=[in_review.reference])

        answer = browser(dara).post(address, self.HALF, headers={"HX-Request": "true"})

        assert answer.content.decode().startswith('<span class="muted">Saved at ')
        assert in_review.verifications.get().saved["notes"] == {"period": "May is missing."}

    def test_is_seen_by_nobody_else(self, dara, in_review):
        send(browser(dara), reverse("save_checklist", args=[in_review.reference]), **self.HALF)

        for who in (None, in_review.claimant):
            assert "May is missing" not in visit(browser(who), reverse("claim", args=[in_review.reference])).html

    def test_is_not_there_for_strangers(self, in_review):
        address = reverse("save_checklist", args=[in_review.reference])

        assert send(browser(people.person("Chidi")), address, **self.HALF).status_code == 404


class TestQueue:
    def test_marks_what_is_overdue_and_says_what_follows(self, dara):
        claim = claims.in_review(people.person("Asha"), verifier=dara)

        page = visit(browser(dara), reverse("queue"))

        assert claim.verifications.get().due_at < timezone.now()
        assert "overdue" in page.text
        assert "passed on to another verifier" in page.text
        assert "1 overdue" in visit(browser(dara), reverse("mine")).text

    def test_says_so_where_there_is_nothing_to_do(self):
        assert "You are not accredited" in visit(browser(people.person("Chidi")), reverse("queue")).text

    def test_asks_as_often_for_one_claim_as_for_many(self, dara):
        client, asked = browser(dara), []
        for _ in range(3):
            claims.in_review(people.person("Asha"), verifier=dara)
            with CaptureQueriesContext(connection) as queries:
                visit(client, reverse("queue"))
            asked.append(len(queries))

        assert asked[1] == asked[2]


class TestAskBack:
    def test_shows_the_answer_beside_the_question(self, dara, in_review):
        client, now = browser(dara), timezone.now()
        day = (now + timedelta(days=7)).date().isoformat()
        assert send(client, reverse("ask_back", args=[in_review.reference]), question="Which one?", until=day).url
        assert "With the claimant" in visit(client, reverse("queue")).text
        with transactions.edge():
            verifications.answer(by=in_review.claimant, claim=in_review, reply="The left one.", at=now)

        page = visit(client, reverse("verify", args=[in_review.reference]))

        assert "Which one?" in page.text
        assert "The left one." in page.text

    @pytest.mark.parametrize("days", [0, 1, 40])
    def test_asks_for_a_day_within_bounds(self, dara, in_review, days):
        day = (timezone.now() + timedelta(days=days)).date().isoformat()

        page = Page(send(browser(dara), reverse("ask_back", args=[in_review.reference]), question="?", until=day))

        assert "3 to 30 days from now" in page.text


class TestEvidenceView:
    @pytest.mark.parametrize(
        ("content", "name", "shown_as"),
        [
            (files.png(), "a.png", "image/png"),
            (files.pdf(), "a.pdf", "application/pdf"),
            (b"a,b\n1,2\n", "a.csv", "text/plain; charset=utf-8"),
        ],
    )
    def test_is_shown_and_can_run_nothing(self, in_review, content, name, shown_as):
        asha = in_review.claimant
        with transactions.edge():
            file = evidence.add(by=asha, claim=in_review, upload=files.upload(content, name), at=claims.NOW)

        answer = browser(asha).get(reverse("evidence_view", args=[file.pk]))
        answer.close()

        assert answer["Content-Type"] == shown_as
        assert answer["Content-Disposition"].startswith("inline")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_is_not_there_for_strangers(self, in_review):
        with transactions.edge():
            file = evidence.add(by=in_review.claimant, claim=in_review, upload=files.upload(), at=claims.NOW)

        assert browser(people.person("Chidi")).get(reverse("evidence_view", args=[file.pk])).status_code == 404


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
