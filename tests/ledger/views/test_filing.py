"""Filing through the forms: each step is kept, what is refused is said at its field, and nothing is filed twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commons.models import Place
from config.plumbing import transactions
from ledger.actions import claims as actions
from ledger.actions import evidence, verifications
from ledger.forms import efforts
from ledger.models import Asset, Claim, Entry
from ledger.rules import methodologies
from tests.factories import claims, files, people
from tests.factories.claims import HEAT_PUMP, MET
from tests.pages import Page, browser, send, visit

pytestmark = pytest.mark.django_db

ASSET = {"kind": "meter", "name": "Cellar", "place": "Rhondda Cynon Taf", "identifier": "HM 1234567", "key": "a" * 32}
ASSET |= {"asset": "new"}
FIGURES = {
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    **{f"inputs.{name}": value for name, value in HEAT_PUMP.items()},
}
BACKING = {"tier": "measured", "statement": ""}


@pytest.fixture
def asha():
    return people.person("Asha")


@pytest.fixture
def begun(asha):
    """A draft of which no more is known than that it is of a heat pump."""
    send(browser(asha), reverse("file_begin"), acting_for=asha.pk, methodology="heat-pump", key="k" * 32)
    return Claim.objects.get()


@pytest.fixture
def whole(asha):
    """A draft that can be filed."""
    draft = claims.draft(asha)
    draft.refresh_from_db()
    return draft


def at(name, claim):
    return reverse(name, args=[claim.reference])


def again(claim):
    return Claim.objects.get(pk=claim.pk)


class TestBefore:
    def test_is_for_everybody_and_leads_back_here_after_logging_in(self):
        page = visit(browser(), reverse("file_method"))
        start = reverse("file_begin")

        assert start in page.links
        assert browser().get(start).url == f"{reverse('account_login')}?next={start}"


class TestEffort:
    def test_has_words_for_every_method_but_that_of_other_registries(self):
        worded = {effort.method for _kind, found in efforts.KINDS for effort in found}

        assert worded == {method.code for method in methodologies.all()} - {"external-immobilised"}

    def test_begins_one_draft_however_often_it_is_sent(self, asha):
        asked = {"acting_for": asha.pk, "methodology": "heat-pump", "key": "k" * 32}
        for _ in range(2):
            answer = send(browser(asha), reverse("file_begin"), **asked)

        assert answer.url == at("file_draft", Claim.objects.get())

    def test_asks_again_for_what_there_is_not(self, asha):
        page = Page(send(browser(asha), reverse("file_begin"), acting_for=asha.pk, methodology="alchemy", key="k" * 32))

        assert page.status == 400
        assert "Choose one of those below" in page.text

    def test_offers_no_acting_for_those_one_has_no_part_in(self, asha):
        other = people.collective("Others")

        page = Page(send(browser(asha), reverse("file_begin"), acting_for=other.pk, methodology="heat-pump", key="k"))

        assert page.status == 400
        assert not Claim.objects.exists()

    def test_can_be_changed_to_a_collective_and_another_method(self, asha, begun):
        solar = people.collective("Rhondda Solar", steward=asha)

        send(browser(asha), at("file_effort", begun), acting_for=solar.pk, methodology="gs403", key="x")

        assert (again(begun).claimant, again(begun).family) == (solar, "afforestation")


class TestOverview:
    def test_says_what_is_done_and_what_cannot_start_yet(self, asha, begun):
        page = visit(browser(asha), at("file_draft", begun))

        assert "1 of 4 steps are done" in page.text
        assert page.text.count("not started") == 3
        assert "cannot start yet" in page.text
        assert at("file_check", begun) not in page.links

    def test_leads_to_the_last_look_when_nothing_is_missing(self, asha, whole):
        assert at("file_check", whole) in visit(browser(asha), at("file_draft", whole)).links

    def test_shows_the_claim_that_counts_the_same(self, asha):
        bela = people.person("Bela")
        other = again(claims.submitted(bela, asset=claims.meter(bela, "hm-1234567")))
        draft = again(claims.draft(asha, asset=claims.meter(asha, "HM 1234567")))

        page = visit(browser(asha), at("file_draft", draft))

        assert "It is counted already" in page.text
        assert at("claim", other) in page.links

    def test_is_what_the_claims_own_page_leads_to(self, asha, whole):
        assert browser(asha).get(at("claim", whole)).url == at("file_draft", whole)
        visit(browser(people.person("Chidi")), at("claim", whole), status=404)


class TestAsset:
    def test_is_registered_once_however_often_it_is_sent(self, asha, begun):
        for _ in range(2):
            answer = send(browser(asha), at("file_asset", begun), **ASSET)

            assert answer.url == at("file_change", begun)
        assert again(begun).asset == Asset.objects.get(owner=asha)
        assert again(begun).place_id == "earth.gb.wls.rct"

    def test_is_chosen_from_those_that_are_there(self, asha, begun):
        meter = claims.meter(asha)

        send(browser(asha), at("file_asset", begun), asset=meter.pk, key="a")

        assert again(begun).asset == meter

    def test_of_somebody_else_is_not_among_them(self, asha, begun):
        page = Page(send(browser(asha), at("file_asset", begun), asset=claims.meter(people.person("Bela")).pk, key="a"))

        assert page.status == 400
        assert again(begun).asset is None

    @pytest.mark.parametrize(
        ("changes", "field", "says"),
        [
            ({"place": "Atlantis"}, "place", "Atlantis"),
            ({"place": ""}, "place", "This field is required."),
            ({"name": ""}, "name", "This field is required."),
            ({"identifier": " "}, "identifier", "This field is required."),
        ],
    )
    def test_is_refused_at_the_field_that_is_wrong(self, asha, begun, changes, field, says):
        page = Page(send(browser(asha), at("file_asset", begun), **ASSET | changes))

        assert page.status == 400
        assert says in page.html
        assert f'href="#id_{field}"' in page.html
        assert not Asset.objects.exists()

    def test_asks_which_where_several_places_have_the_name(self, asha, begun):
        earth = people.place("earth")
        for path in ("earth.us", "earth.ge"):
            country = Place.objects.create(kind="country", name=path, parent=earth, path=path)
            Place.objects.create(kind="region", name="Georgia", parent=country, path=f"{path}.georgia")

        page = Page(send(browser(asha), at("file_asset", begun), **ASSET | {"place": "georgia"}))

        assert "earth.us.georgia" in page.text

    @pytest.mark.parametrize(
        ("methodology", "asked", "not_asked"),
        [("heat-pump", "identifier", "outline"), ("gs403", "outline", "serial_scope")],
    )
    def test_is_asked_for_only_what_its_kind_needs(self, asha, begun, methodology, asked, not_asked):
        Claim.objects.update(methodology=methodology)

        page = visit(browser(asha), at("file_asset", begun))

        assert f'name="{asked}"' in page.html
        assert f'name="{not_asked}"' not in page.html

    def test_that_is_claimed_already_leads_to_the_list_which_says_so(self, asha, begun):
        bela = people.person("Bela")
        claims.submitted(bela, asset=claims.meter(bela, "hm-1234567"))

        answer = send(browser(asha), at("file_asset", begun), **ASSET)

        assert answer.url == at("file_draft", begun)
        assert "It is claimed already in some period" in visit(browser(asha), answer.url).text


class TestFigures:
    def test_are_kept_as_they_were_written_and_shown_as_they_were_understood(self, asha, begun):
        answer = send(browser(asha), at("file_change", begun), **FIGURES | {"inputs.heat": "12 MWh"})
        page = visit(browser(asha), at("file_change", begun))

        assert answer.url == at("file_evidence", begun)
        assert again(begun).inputs["heat"] == "12 MWh"
        assert 'value="12 MWh"' in page.html
        assert "12,000 kWh" in page.text
        assert "1.802 t CO₂e" in page.text

    @pytest.mark.parametrize(
        ("given", "understood"),
        [("12 000", "12,000 kWh"), ("12,5 MWh", "12,500 kWh"), ("43.2 GJ", "12,000 kWh"), ("1.2e4 kWh", "12,000 kWh")],
    )
    def test_are_read_forgivingly_while_they_are_written_and_nothing_is_kept(self, asha, begun, given, understood):
        answer = send(browser(asha), at("file_look", begun), **{"inputs.heat": given})

        assert understood in answer.content.decode().replace("\u00a0", " ")
        assert again(begun).inputs == {}

    def test_say_at_once_what_counts_the_same(self, asha):
        bela = people.person("Bela")
        other = again(claims.submitted(bela, asset=claims.meter(bela, "hm-1234567")))
        draft = again(claims.draft(asha, asset=claims.meter(asha, "HM 1234567")))

        clashing = send(browser(asha), at("file_look", draft), **FIGURES).content.decode()
        free = {"first_day": "2024-01-01", "last_day": "2024-12-31"}

        assert at("claim", other) in clashing
        assert at("claim", other) not in send(browser(asha), at("file_look", draft), **FIGURES | free).content.decode()

    @pytest.mark.parametrize("days", [("x", "y"), ("1200-01-01", "1200-12-31"), ("2025-12-31", "2025-01-01"), ("", "")])
    def test_are_looked_at_whatever_the_days(self, asha, begun, days):
        answer = send(browser(asha), at("file_look", begun), first_day=days[0], last_day=days[1])

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("field", "given", "says"),
        [
            ("inputs.heat", "-5 kWh", "expected a number of kWh"),
            ("inputs.heat", "12 parsecs", "expected a number of kWh"),
            ("inputs.heat", "NaN", "cannot be used"),
            ("inputs.heat", "", "This field is required."),
            ("last_day", "2024-12-31", "ends before it starts"),
            ("last_day", "2199-12-31", "The period is not over"),
            ("first_day", "1200-01-01", "days from 1990 to 2200"),
        ],
    )
    def test_are_refused_at_their_field_with_what_would_be_right(self, asha, begun, field, given, says):
        page = Page(send(browser(asha), at("file_change", begun), **FIGURES | {field: given}))

        assert page.status == 400
        assert says in page.text
        assert 'href="#id_' in page.html
        assert "<title>Error: " in page.html
        assert again(begun).inputs == {}

    def test_can_be_finished_later(self, asha, begun):
        answer = send(browser(asha), at("file_change", begun), later="1", **{"inputs.heat": "about 12"})

        assert answer.url == at("file_draft", begun)
        assert again(begun).inputs == {"heat": "about 12"}
        assert "not finished" in visit(browser(asha), answer.url).text
        assert "1 of 4 steps" in visit(browser(asha), reverse("mine")).text


class TestEvidence:
    def test_is_added_and_taken_back_and_keeps_what_was_written(self, asha, begun):
        address = at("file_evidence", begun)
        added = {"file": SimpleUploadedFile("bill.pdf", files.pdf()), "add": "1", "statement": "Since May."}

        assert browser(asha).post(address, added).url == address
        assert "bill.pdf" in visit(browser(asha), address).text
        send(browser(asha), address, remove=begun.evidence.get().pk, statement="Since May.")

        assert not begun.evidence.exists()
        assert again(begun).statement == "Since May."

    def test_asks_what_backs_the_figures_unless_it_may_wait(self, asha, begun):
        address = at("file_evidence", begun)

        assert "Choose what backs the figures" in Page(send(browser(asha), address, statement="")).text
        assert send(browser(asha), address, statement="", later="1").url == at("file_draft", begun)
        assert send(browser(asha), address, **BACKING).url == at("file_check", begun)
        assert again(begun).tier == "measured"

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.zip", b"PK\x03\x04xxxx", "an archive: add the files in it one by one"),
            ("empty.pdf", b"", "an empty file"),
            ("page.html", b"<script>alert(1)</script>", "text that is neither CSV nor JSON"),
        ],
    )
    def test_is_refused_by_what_it_is(self, asha, begun, name, content, says):
        answer = browser(asha).post(at("file_evidence", begun), {"file": SimpleUploadedFile(name, content), "add": "1"})

        assert answer.status_code == 400
        assert says in Page(answer).text
        assert not begun.evidence.exists()

    def test_behind_another_live_claim_is_said_before_it_is_filed(self, asha, whole):
        other = again(claims.submitted(people.person("Bela")))
        for who, claim in ((other.claimant, other), (asha, whole)):
            with transactions.edge():
                evidence.add(by=who, claim=claim, upload=files.upload(), at=claims.NOW)

        page = visit(browser(asha), at("file_evidence", whole))

        assert "stands behind claim" in page.text
        assert at("claim", other) in page.links


class TestCheck:
    def test_files_once_and_says_what_happens_next(self, asha, whole):
        page = visit(browser(asha), at("file_check", whole))
        assert "It comes to 1.802 t CO₂e" in page.text
        assert {at(name, whole) for name in ("file_effort", "file_asset", "file_change", "file_evidence")} <= {
            *page.links
        }

        for _ in range(2):
            send(browser(asha), at("file_check", whole), true="on", key="c" * 32)

        assert whole.reference in visit(browser(asha), at("filed", whole)).text
        assert Entry.objects.filter(kind="claim.submitted").count() == 1

    def test_is_not_there_until_nothing_is_missing(self, asha, begun):
        assert browser(asha).get(at("file_check", begun)).url == at("file_draft", begun)

    def test_shows_the_claim_that_counts_the_same_and_keeps_the_draft(self, asha):
        bela = people.person("Bela")
        first = again(claims.submitted(bela, asset=claims.meter(bela, "hm-1234567")))
        draft = again(claims.draft(asha, asset=claims.meter(asha, "HM 1234567")))

        page = Page(send(browser(asha), at("file_check", draft), true="on", key="d" * 32))

        assert page.status == 400
        assert "it is claimed already in that period" in page.text
        assert at("claim", first) in page.links
        assert again(draft).state == "draft"

    def test_refuses_what_cannot_be_believed_and_keeps_the_draft(self, asha):
        draft = again(claims.draft(asha, inputs={**HEAT_PUMP, "heat": "900 MWh"}))

        page = Page(send(browser(asha), at("file_check", draft), true="on", key="e" * 32))

        assert "no dwelling needs more than" in page.text
        assert again(draft).state == "draft"

    def test_asks_to_say_that_it_is_true(self, asha, whole):
        page = Page(send(browser(asha), at("file_check", whole), key="f" * 32))

        assert "Say that it is true" in page.text


class TestDiscard:
    def test_asks_and_then_lets_the_draft_go(self, asha, whole):
        assert at("file_discard", whole) in visit(browser(asha), reverse("mine")).links
        visit(browser(asha), at("file_discard", whole))
        assert Claim.objects.exists()

        send(browser(asha), at("file_discard", whole))

        assert not Claim.objects.exists()


class TestAnswer:
    @pytest.fixture
    def asked(self, asha):
        dara, now = people.person("Dara"), datetime.now(UTC)
        claim = again(claims.in_review(asha, verifier=dara))
        with transactions.edge():
            verifications.ask_back(by=dara, claim=claim, question="A photo?", until=now + timedelta(days=9), at=now)
        return claim

    def test_gives_the_claim_back_with_what_was_asked_for(self, asha, asked):
        address = at("answer", asked)
        assert address in visit(browser(asha), reverse("mine")).links
        assert "A photo?" in visit(browser(asha), address).text

        added = {"file": SimpleUploadedFile("photo.png", files.png()), "add": "1", "answer": "Here"}
        assert "Here" in Page(browser(asha).post(address, added)).html
        send(browser(asha), address, answer="Here it is.")

        assert (again(asked).state, asked.evidence.count()) == ("in_review", 1)

    def test_says_that_silence_is_no_answer(self, asha, asked):
        page = Page(send(browser(asha), at("answer", asked), answer=" "))

        assert "an answer in words, or a file" in page.text
        assert again(asked).state == "asked_back"


class TestAgain:
    def test_makes_a_draft_of_what_was_rejected_with_all_that_it_said(self, asha):
        dara = people.person("Dara")
        claim = again(claims.in_review(asha, verifier=dara))
        with transactions.edge():
            evidence.add(by=asha, claim=claim, upload=files.upload(), at=claims.NOW)
        found = {**MET, "evidence": "not_met"}
        with transactions.edge():
            verifications.decide(by=dara, claim=claim, outcome="reject", criteria=found, reasons="No.", at=claims.NOW)

        answer = send(browser(asha), at("file_again", claim))

        draft = Claim.objects.get(state="draft")
        assert answer.url == at("file_draft", draft)
        assert (draft.inputs, draft.period, draft.asset) == (claim.inputs, claim.period, claim.asset)
        assert draft.evidence.get().name == claim.evidence.get().name
        with transactions.edge():
            assert actions.submit(by=asha, claim=draft, at=claims.NOW).state == "submitted"

    def test_is_not_for_a_claim_that_goes_on_or_for_strangers(self, asha):
        claim = again(claims.submitted(asha))

        assert send(browser(asha), at("file_again", claim)).status_code == 409
        assert send(browser(people.person("Chidi")), at("file_again", claim)).status_code == 404
