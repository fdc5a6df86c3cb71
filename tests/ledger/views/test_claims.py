"""A claim's own page, and what is done from it."""

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.plumbing import transactions
from ledger.actions import evidence
from ledger.models import Claim, Entry
from tests.factories import claims, files, people
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db


def reference(claim):
    return Claim.objects.values_list("reference", flat=True).get(pk=claim.pk)


class TestClaim:
    def test_works_the_equation_through_with_its_range_for_a_collective(self):
        asha = people.person("Asha")
        co_op = people.collective("Rhondda Solar", steward=asha)
        given = {**claims.HEAT_PUMP, "heat_by": "calculated"}
        claim = claims.submitted(co_op, by=asha, inputs=given, tier="self-declared")

        page = visit(browser(), reverse("claim", args=[reference(claim)]))

        assert "12000 kWh" in page.text
        assert re.search(r"[\d.]+ t CO₂e counted [\d.]+ t CO₂e estimated, before the deduction", page.text)

    def test_hides_the_inputs_and_the_range_of_a_person(self):
        given = {**claims.HEAT_PUMP, "heat_by": "calculated"}
        claim = claims.submitted(people.person("Asha"), inputs=given, tier="self-declared")

        page = visit(browser(), reverse("claim", args=[reference(claim)]))

        assert "12000 kWh" not in page.text
        assert "before the deduction" not in page.text
        assert "was deducted for uncertainty" in page.text

    def test_prints_what_was_compared_and_found(self):
        asha = people.person("Asha")
        claim = claims.submitted(asha)
        beside = claims.submitted(asha)

        page = visit(browser(), reverse("claim", args=[reference(claim)]))

        assert "The asset, by the fingerprint of its number all live claims" in page.text
        assert "no other" in page.text
        assert reverse("claim", args=[reference(beside)]) in page.links

    def test_says_what_each_verifier_found_criterion_by_criterion(self):
        claim = claims.verified(people.person("Asha"), verifier=people.person("Dara"))

        page = visit(browser(), reverse("claim", args=[reference(claim)]))

        assert "The evidence shows the figures, and is whole and unaltered. met" in page.text
        assert "Anybody with an account could object until" in page.text

    def test_leads_to_its_latest_entry_and_leaf(self):
        claim = claims.submitted(people.person("Asha"))
        entry = Entry.objects.get(kind="claim.submitted")

        page = visit(browser(), reverse("claim", args=[reference(claim)]))

        assert {reverse("entry", args=[entry.pk]), reverse("leaf", args=[entry.pk])} <= set(page.links)

    def test_asks_no_more_where_more_is_nearby(self, django_assert_max_num_queries):
        asha = people.person("Asha")
        claim = claims.submitted(asha)
        address = reverse("claim", args=[reference(claim)])
        with CaptureQueriesContext(connection) as few:
            visit(browser(), address)
        for _ in range(15):
            claims.submitted(asha)

        with django_assert_max_num_queries(len(few)):
            page = visit(browser(), address)

        assert "more than 10" in page.text


class TestWithdraw:
    def test_takes_back_ones_own(self):
        asha = people.person("Asha")
        claim = claims.submitted(asha)

        answer = send(browser(asha), reverse("withdraw", args=[reference(claim)]))

        assert answer.status_code == 302
        assert Claim.objects.get(pk=claim.pk).state == "withdrawn"

    def test_says_why_it_did_not_happen(self):
        claim = claims.submitted(people.person("Asha"))

        answer = send(browser(people.person("Chidi")), reverse("withdraw", args=[reference(claim)]))

        assert answer.status_code == 409
        assert b"may not withdraw a claim" in answer.content
        assert Claim.objects.get(pk=claim.pk).state == "submitted"

    def test_is_not_done_by_a_link(self):
        asha = people.person("Asha")
        claim = claims.submitted(asha)

        assert browser(asha).get(reverse("withdraw", args=[reference(claim)])).status_code == 405


class TestConfirm:
    def test_is_offered_to_a_fellow_and_goes_through(self):
        asha, bela = people.person("Asha"), people.person("Bela")
        people.collective("Rhondda Solar", steward=asha, members=(bela,))
        claim = claims.submitted(asha, tier="peer-verified")
        address = reverse("confirm", args=[reference(claim)])

        offered = f'action="{address}"'
        assert offered in visit(browser(bela), reverse("claim", args=[reference(claim)])).html
        assert offered not in visit(browser(people.person("Chidi")), reverse("claim", args=[reference(claim)])).html
        send(browser(bela), address)

        assert Claim.objects.get(pk=claim.pk).confirmed_by == bela


class TestEvidence:
    @pytest.fixture
    def file(self):
        asha = people.person("Asha")
        claim = claims.in_review(asha, verifier=people.person("Dara"))
        with transactions.edge():
            return evidence.add(by=asha, claim=claim, upload=files.upload(), at=claims.NOW)

    def test_opens_for_claimant_verifier_and_operator_as_a_download(self, file):
        for who in (people.person("Asha"), people.person("Dara"), people.operator()):
            answer = browser(who).get(reverse("evidence", args=[file.pk]))

            assert b"".join(answer.streaming_content) == files.pdf()
            assert answer["Content-Disposition"] == 'attachment; filename="bill.pdf"'
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]

    def test_is_not_there_for_others(self, file):
        assert browser(people.person("Chidi")).get(reverse("evidence", args=[file.pk])).status_code == 404
        assert browser().get(reverse("evidence", args=[file.pk])).status_code == 302

    def test_has_its_commitment_in_public_and_its_name_and_hash_not(self, file):
        page = visit(browser(), reverse("claim", args=[reference(file.claim)]))

        assert "application/pdf" in page.text
        assert "bill.pdf" not in page.text
        assert bytes(file.sha256).hex() not in page.text


class TestLeaf:
    def test_is_served_as_it_is_stored_and_hashed_as_the_rfc_says(self):
        claims.submitted(people.person("Asha"))
        entry = Entry.objects.get(kind="claim.submitted")

        answer = browser().get(reverse("leaf", args=[entry.pk]))
        page = visit(browser(), reverse("entry", args=[entry.pk]))

        assert answer.content == bytes(entry.leaf)
        assert hashlib.sha256(b"\x00" + answer.content).hexdigest() in page.text
