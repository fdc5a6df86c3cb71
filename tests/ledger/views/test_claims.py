"""The list of claims and its filters; what is done from a claim's own page."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from config.plumbing import transactions
from ledger.actions import evidence
from ledger.models import Claim, Entry
from tests.factories import claims, files, funds, people
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db


def references(address):
    page = visit(browser(), address)
    return [link.split("/")[2] for link in page.links if link.startswith("/claims/C-")]


def reference(claim):
    return Claim.objects.values_list("reference", flat=True).get(pk=claim.pk)


class TestList:
    def test_narrows_by_what_stands_in_the_address(self):
        asha = people.person("Asha")
        measured, declared = claims.submitted(asha), claims.submitted(asha, tier="self-declared")

        assert references("/claims/?tier=measured&vintage=2024") == []
        assert references("/claims/?tier=measured&place=wales&vintage=2025") == [reference(measured)]
        assert references("/claims/?q=HEAT pump&state=submitted") == [reference(declared), reference(measured)]
        assert references(f"/claims/?q={reference(measured).lower()}") == [reference(measured)]

    def test_finds_what_is_open_to_fund(self):
        batch = funds.issued("Asha")
        claims.submitted(people.person("Bela"))

        assert references("/claims/?open=on") == [batch.claim.reference]

    def test_finds_places_whatever_the_accents(self):
        people.place("earth.ke.17")
        asha = people.person("Asha")
        there = claims.submitted(asha, asset=claims.meter(asha, where="earth.ke.17"))

        assert references("/claims/?q=kísumu") == [reference(there)]

    @pytest.mark.parametrize(
        ("address", "says"),
        [
            ("/claims/?vintage=soon", "Enter a whole number."),
            ("/claims/?place=Atlantis", "We know no place of that name"),
            ("/claims/?state=draft", "Select a valid choice."),
            ("/claims/?q=%00", "Null characters are not allowed."),
        ],
    )
    def test_says_what_is_wrong_with_a_filter(self, address, says):
        assert says in visit(browser(), address, status=400).text

    def test_says_where_there_is_nothing(self):
        assert "Nobody has filed a claim yet" in visit(browser(), "/claims/").text
        assert "Take a filter away" in visit(browser(), "/claims/?vintage=1999").text

    def test_goes_through_pages_and_keeps_the_filter(self):
        asha = people.person("Asha")
        for number in range(27):
            claims.submitted(asha, at=claims.NOW + timedelta(minutes=number))

        first = visit(browser(), "/claims/?vintage=2025")
        older = next(link for link in first.links if "cursor=" in link)

        assert older.startswith("?vintage=2025&cursor=")
        assert len(references(f"/claims/{older}")) == 2


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
