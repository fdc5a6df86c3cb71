"""Every page, as everybody who may see it, and as those who may not."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import User
from config.plumbing import transactions
from ledger.actions import retirements
from ledger.models import Account, Entry, ExternalProject, Receipt
from tests.factories import claims, funds, people
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db
CAST = ("nobody", "owner", "stranger", "verifier", "operator")


@pytest.fixture(autouse=True)
def fresh_figures():
    cache.clear()


@pytest.fixture
def world():
    """A claim funded in part and retired in part, one in review, one in its window with an objection, and a draft."""
    asha, dara, chidi = (people.person(name) for name in ("Asha", "Dara", "Chidi"))
    fund = funds.fund()
    funds.price(fund)
    funds.grant(fund, 5_000)
    batch = funds.issued("Asha")
    held = Account.objects.get(holder=asha, purpose="held", subject_id=batch.pk)
    with transactions.edge():
        retirement = retirements.retire(by=asha, acting_for=asha, batch=batch, quantity_g=1_000)
    project = ExternalProject.objects.create(registry="verra", code="VCS1", name="Wind")
    return {
        "cast": {"nobody": None, "owner": asha, "stranger": chidi, "verifier": dara, "operator": people.operator()},
        "batch": batch,
        "reference": batch.claim.reference,
        "retirement": retirement.reference,
        "held": held.pk,
        "fund": fund.pk,
        "receipt": Receipt.objects.get().pk,
        "entry": Entry.objects.about(batch).first().pk,
        "project": project.pk,
        "draft": refreshed(claims.draft(asha)).reference,
        "in_review": refreshed(claims.opened(asha, verifier=dara)).reference,
    }


def refreshed(claim):
    claim.refresh_from_db()
    return claim


def public_addresses(world):
    return [
        reverse("home"),
        reverse("proof"),
        reverse("claims"),
        reverse("claim", args=[world["reference"]]),
        reverse("claim", args=[world["in_review"]]),
        reverse("entry", args=[world["entry"]]),
        reverse("account", args=[world["held"]]),
        reverse("funds"),
        reverse("fund", args=[world["fund"]]),
        reverse("receipt", args=[world["receipt"]]),
        reverse("retirement", args=[world["retirement"]]),
        reverse("external_issuances"),
        reverse("external_project", args=[world["project"]]),
    ]


class TestPublicPages:
    @pytest.mark.parametrize("who", CAST)
    def test_open_for_everybody(self, world, who):
        client = browser(world["cast"][who])

        for address in public_addresses(world):
            page = visit(client, address)

            assert "Traceback" not in page.html

    def test_link_along_the_chain_both_ways(self, world):
        claim = visit(browser(), reverse("claim", args=[world["reference"]]))
        receipt = visit(browser(), reverse("receipt", args=[world["receipt"]]))
        entry = visit(browser(), reverse("entry", args=[world["entry"]]))

        assert reverse("receipt", args=[world["receipt"]]) in claim.links
        assert reverse("claim", args=[world["reference"]]) in receipt.links
        assert reverse("claim", args=[world["reference"]]) in entry.links
        assert reverse("entry", args=[world["entry"]]) in claim.links

    def test_carry_a_policy_without_unsafe_exceptions(self, world):
        for address in public_addresses(world):
            policy = browser().get(address).headers["Content-Security-Policy"]

            assert "default-src 'self'" in policy
            assert "unsafe" not in policy

    def test_show_where_it_stands(self, world):
        home, proof = visit(browser(), "/"), visit(browser(), "/proof/")

        assert "1.802 t CO₂e issued as tokens" in home.text
        assert "Everything adds up" in home.text
        assert "1,801,841" in proof.text
        assert "adds up" in proof.text


OWN = ("mine", "file_begin", "queue")


class TestPagesOfPeople:
    def test_send_those_who_are_not_logged_in_to_log_in(self, world):
        for name in OWN:
            response = browser().get(reverse(name))

            assert response.status_code == 302
            assert response.url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("who", CAST[1:])
    def test_open_for_whoever_is_logged_in(self, world, who):
        for name in OWN:
            visit(browser(world["cast"][who]), reverse(name))

    @pytest.mark.parametrize(
        ("name", "argument", "who"),
        [
            ("file_change", "draft", "owner"),
            ("file_evidence", "draft", "owner"),
            ("file_check", "draft", "owner"),
            ("file_draft", "draft", "owner"),
            ("file_effort", "draft", "owner"),
            ("file_asset", "draft", "owner"),
            ("file_discard", "draft", "owner"),
            ("declare", "in_review", "verifier"),
            ("decline", "in_review", "verifier"),
            ("filed", "in_review", "owner"),
            ("retire", "held", "owner"),
            ("verify", "in_review", "verifier"),
            ("ask_back", "in_review", "verifier"),
        ],
    )
    def test_are_there_for_one_and_for_no_other(self, world, name, argument, who):
        address = reverse(name, args=[world[argument]])

        visit(browser(world["cast"][who]), address)
        for other in set(CAST[1:]) - {who}:
            visit(browser(world["cast"][other]), address, status=404)

    def test_ask_for_a_name_where_the_login_has_none(self, world):
        asha = world["cast"]["owner"]
        client = browser(asha)
        User.objects.filter(agent=asha).update(agent=None)

        assert client.get(reverse("mine")).url == reverse("name_yourself") + "?next=%2Fmine%2F"
        back = client.get(reverse("file_begin")).url
        assert client.post(back, {"name": "Gita"}).url == reverse("file_begin")
        assert "Gita" in visit(client, reverse("mine")).text


class TestWhatIsPrivate:
    def test_is_shown_to_those_with_a_part_in_the_claim_alone(self, world):
        address = reverse("claim", args=[world["in_review"]])
        private = ("Asha", "12000 kWh", "Heat meter", "1 January 2025")

        for who in ("owner", "verifier", "operator"):
            page = visit(browser(world["cast"][who]), address)
            assert all(words in page.text for words in private), who
        for who in ("nobody", "stranger"):
            page = visit(browser(world["cast"][who]), address)
            assert not any(words in page.text for words in private), who

    def test_is_no_place_in_which_few_people_live(self):
        chidi = people.person("Chidi", "earth.gb.wls.abercynon")
        claim = refreshed(claims.submitted(chidi, asset=claims.meter(chidi, where="earth.gb.wls.abercynon")))

        listed, page = visit(browser(), "/claims/"), visit(browser(), reverse("claim", args=[claim.reference]))
        searched = visit(browser(), "/claims/?q=Abercynon")

        assert "Wales" in listed.text
        assert "Abercynon" not in listed.text + page.text
        assert claim.reference not in searched.text

    def test_of_a_collective_is_what_it_does_not_claim_with(self):
        asha = people.person("Asha")
        solar = people.collective("Rhondda Solar", steward=asha)
        claim = refreshed(claims.submitted(solar, by=asha))

        page = visit(browser(), reverse("claim", args=[claim.reference]))

        assert "Rhondda Solar" in page.text
        assert "baseline = 12000 / 0.9 × 0.0036 × 56.1" in page.text
        assert "Heat meter" not in page.text


class TestQueries:
    def test_do_not_grow_with_the_list(self):
        asha = people.person("Asha")
        claims.submitted(asha)
        few = self.count("/claims/")
        for _ in range(5):
            claims.submitted(people.person("Bela"))

        assert self.count("/claims/") == few

    def test_do_not_grow_with_what_a_person_has(self):
        asha = people.person("Asha")
        funds.issued("Asha")
        few = self.count("/mine/", asha)
        funds.issued("Asha")
        claims.submitted(asha)

        assert self.count("/mine/", asha) == few

    def test_do_not_grow_with_what_a_receipt_paid_for(self):
        fund = funds.fund()
        funds.price(fund)
        receipt = funds.grant(fund, 100_000)
        funds.issued("Asha")
        addresses = [reverse("receipt", args=[receipt.pk]), reverse("fund", args=[fund.pk])]
        few = [self.count(address) for address in addresses]
        funds.issued("Bela")
        funds.grant(fund, 100)

        assert [self.count(address) for address in addresses] == few

    @staticmethod
    def count(address, who=None):
        client = browser(who)
        with CaptureQueriesContext(connection) as queries:
            visit(client, address)
        return len(queries)


class TestErrors:
    def test_have_a_page_of_our_own(self):
        for address in ("/nowhere/", "/claims/C-999/", "/entries/00000000-0000-7000-8000-000000000000/"):
            assert "There is no such page" in visit(browser(), address, status=404).text

    def test_refuse_an_upload_that_is_too_large_before_it_is_read(self, settings):
        settings.EVIDENCE_MAX_BYTES = 10
        asha = people.person("Asha")
        draft = refreshed(claims.draft(asha))
        upload = SimpleUploadedFile("large.csv", b"a,b\n" * 600_000)

        answer = browser(asha).post(reverse("file_evidence", args=[draft.reference]), {"file": upload})

        assert answer.status_code == 413
        assert b"That is too large" in answer.content

    def test_send_a_broken_cursor_back_to_the_beginning(self):
        assert browser().get("/claims/?cursor=broken").url == reverse("claims")

    def test_refuse_a_form_without_its_token(self):
        client = browser(people.person("Asha"), enforce_csrf_checks=True)

        assert client.post(reverse("withdraw", args=["C-1"])).status_code == 403
