"""Filing through the forms: what is kept, what is refused at which field, and that nothing is filed twice."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commons.models import Place
from ledger.models import Asset, Claim, Entry
from tests.factories import claims, files, people
from tests.factories.claims import HEAT_PUMP
from tests.pages import Page, browser, send, visit

pytestmark = pytest.mark.django_db

ASSET = {"kind": "meter", "name": "Cellar", "place": "Rhondda Cynon Taf", "identifier": "HM 1234567", "key": "a" * 32}
FIGURES = {
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    "tier": "measured",
    "key": "b" * 32,
    **{f"inputs.{name}": value for name, value in HEAT_PUMP.items()},
}


@pytest.fixture
def asha():
    return people.person("Asha")


def asset_address(agent, methodology="heat-pump"):
    return f"{reverse('file_asset')}?methodology={methodology}&acting_for={agent.pk}"


def figures_address(agent, identifier=None):
    return asset_address(agent).replace("/asset/", "/figures/") + f"&asset={claims.meter(agent, identifier).pk}"


def drafted(agent, identifier=None, **changes):
    answer = send(browser(agent), figures_address(agent, identifier), **FIGURES | changes)
    assert answer.status_code == 302, Page(answer).text
    return Claim.objects.get()


class TestMethod:
    def test_goes_on_with_what_was_chosen_and_keeps_nothing(self, asha):
        answer = browser(asha).get(f"{reverse('file_method')}?methodology=heat-pump&acting_for={asha.pk}")

        assert answer.url.startswith(reverse("file_asset"))
        assert not Claim.objects.exists()

    def test_asks_again_for_what_there_is_not(self, asha):
        page = visit(browser(asha), f"{reverse('file_method')}?methodology=alchemy&acting_for={asha.pk}", status=400)

        assert "There is a problem" in page.text

    def test_offers_no_acting_for_those_one_has_no_part_in(self, asha):
        other = people.collective("Others")

        visit(browser(asha), asset_address(other), status=404)


class TestAsset:
    def test_is_registered_once_however_often_it_is_sent(self, asha):
        for _ in range(2):
            answer = send(browser(asha), asset_address(asha), **ASSET)

            assert answer.url.startswith(reverse("file_figures"))
        assert Asset.objects.get().owner == asha

    def test_names_what_is_missing(self, asha):
        page = Page(send(browser(asha), asset_address(asha), **ASSET | {"identifier": "", "place": "Atlantis"}))

        assert page.status == 400
        assert "We know no place of that name" in page.text

    def test_is_refused_by_the_ledger_at_its_field(self, asha):
        page = Page(send(browser(asha), asset_address(asha), **ASSET | {"identifier": ""}))

        assert 'href="#id_identifier"' in page.html
        assert "by which it is known" in page.text
        assert not Asset.objects.exists()

    def test_asks_which_where_several_places_have_the_name(self, asha):
        earth = people.place("earth")
        for path in ("earth.us", "earth.ge"):
            country = Place.objects.create(kind="country", name=path, parent=earth, path=path)
            Place.objects.create(kind="region", name="Georgia", parent=country, path=f"{path}.georgia")

        page = Page(send(browser(asha), asset_address(asha), **ASSET | {"place": "georgia"}))

        assert "earth.us.georgia" in page.text

    @pytest.mark.parametrize(
        ("methodology", "asked", "not_asked"),
        [("heat-pump", "identifier", "outline"), ("gs403", "outline", "serial_scope")],
    )
    def test_is_asked_for_only_what_its_kind_needs(self, asha, methodology, asked, not_asked):
        page = visit(browser(asha), asset_address(asha, methodology))

        assert f'name="{asked}"' in page.html
        assert f'name="{not_asked}"' not in page.html


class TestFigures:
    def test_are_kept_as_a_draft_that_nobody_else_sees(self, asha):
        claim = drafted(asha, **{"inputs.heat": "12 MWh"})

        assert (claim.state, claim.inputs["heat"]) == ("draft", "12 MWh")
        visit(browser(people.person("Chidi")), reverse("claim", args=[claim.reference]), status=404)

    def test_make_one_draft_however_often_they_are_sent(self, asha):
        address = figures_address(asha)
        for _ in range(2):
            send(browser(asha), address, **FIGURES)

        assert Claim.objects.count() == 1

    def test_sent_again_under_the_same_key_with_other_answers_ask_first(self, asha):
        address = figures_address(asha)
        send(browser(asha), address, **FIGURES)

        page = Page(send(browser(asha), address, **FIGURES | {"statement": "Other words."}))

        assert "This form was sent before" in page.text
        assert page.value("key") != FIGURES["key"]
        assert Claim.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "given", "says"),
        [
            ("inputs.heat", "-5 kWh", "expected a number of kWh"),
            ("inputs.heat", "12 parsecs", "expected a number of kWh"),
            ("inputs.heat", "NaN", "cannot be used"),
            ("inputs.heat", "", "This field is required."),
            ("last_day", "2024-12-31", "ends before it starts"),
            ("last_day", "2199-12-31", "The period is not over"),
            ("tier", "divine", "Select a valid choice."),
            ("statement", "turned \u202e round", "without control or direction characters"),
        ],
    )
    def test_are_refused_at_their_field_with_what_would_be_right(self, asha, field, given, says):
        answer = send(browser(asha), figures_address(asha), **FIGURES | {field: given})
        page = Page(answer)

        assert answer.status_code == 400
        assert says in page.text
        assert f'href="#id_{field}' in page.html
        assert "<title>Error: " in page.html
        assert not Claim.objects.exists()

    def test_can_be_finished_later(self, asha):
        claim = drafted(asha, later="1", **{"inputs.heat": ""})

        check = visit(browser(asha), reverse("file_check", args=[claim.reference]))

        assert "Something is missing" in check.text
        assert claim.reference in visit(browser(asha), reverse("mine")).text

    def test_can_be_changed_until_it_is_filed(self, asha):
        claim = drafted(asha)
        address = reverse("file_change", args=[claim.reference])
        assert "12000 kWh" in visit(browser(asha), address).html

        send(browser(asha), address, **FIGURES | {"inputs.heat": "10 MWh"})

        claim.refresh_from_db()
        assert claim.inputs["heat"] == "10 MWh"


class TestEvidence:
    def test_is_added_and_taken_back(self, asha):
        claim = drafted(asha)
        address = reverse("file_evidence", args=[claim.reference])

        browser(asha).post(address, {"file": SimpleUploadedFile("bill.pdf", files.pdf())})
        assert "bill.pdf" in visit(browser(asha), address).text
        send(browser(asha), reverse("file_remove", args=[claim.reference, claim.evidence.get().pk]))

        assert not claim.evidence.exists()

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.zip", b"PK\x03\x04xxxx", "an archive: add the files in it one by one"),
            ("empty.pdf", b"", "an empty file"),
            ("page.html", b"<script>alert(1)</script>", "text that is neither CSV nor JSON"),
        ],
    )
    def test_is_refused_by_what_it_is(self, asha, name, content, says):
        claim = drafted(asha)
        answer = browser(asha).post(
            reverse("file_evidence", args=[claim.reference]), {"file": SimpleUploadedFile(name, content)}
        )

        assert answer.status_code == 400
        assert says in Page(answer).text
        assert not claim.evidence.exists()


class TestSubmit:
    def test_files_once_and_says_what_happens_next(self, asha):
        claim = drafted(asha)
        address = reverse("file_check", args=[claim.reference])
        assert "It comes to 1.802 t CO₂e" in visit(browser(asha), address).text

        for _ in range(2):
            send(browser(asha), address, true="on", key="c" * 32)

        assert claim.reference in visit(browser(asha), reverse("filed", args=[claim.reference])).text
        assert Entry.objects.filter(kind="claim.submitted").count() == 1

    def test_shows_the_claim_that_counts_the_same(self, asha):
        bela = people.person("Bela")
        claim = drafted(asha, "HM 1234567")
        first = claims.submitted(bela, asset=claims.meter(bela, "hm-1234567"))
        first.refresh_from_db()

        page = Page(send(browser(asha), reverse("file_check", args=[claim.reference]), true="on", key="d" * 32))

        assert page.status == 400
        assert "it is claimed already in that period" in page.text
        assert reverse("claim", args=[first.reference]) in page.links
        assert Claim.objects.get(pk=claim.pk).state == "draft"

    def test_refuses_what_cannot_be_believed_and_keeps_the_draft(self, asha):
        claim = drafted(asha, **{"inputs.heat": "900 MWh"})

        page = Page(send(browser(asha), reverse("file_check", args=[claim.reference]), true="on", key="e" * 32))

        assert "no dwelling needs more than" in page.text
        assert Claim.objects.get(pk=claim.pk).state == "draft"

    def test_asks_to_say_that_it_is_true(self, asha):
        claim = drafted(asha)

        page = Page(send(browser(asha), reverse("file_check", args=[claim.reference]), key="f" * 32))

        assert "Say that it is true" in page.text


class TestAnswer:
    def test_gives_the_claim_back_with_what_was_asked_for(self, asha):
        dara = people.person("Dara")
        claim = claims.in_review(asha, verifier=dara)
        claim.refresh_from_db()
        until = datetime.now(UTC).date().isoformat()
        ask = reverse("ask_back", args=[claim.reference])
        assert send(browser(dara), ask, question="A photo?", until=until).status_code == 302
        evidence = reverse("file_evidence", args=[claim.reference])

        browser(asha).post(evidence, {"file": SimpleUploadedFile("photo.png", files.png())})
        send(browser(asha), reverse("answer", args=[claim.reference]))

        claim.refresh_from_db()
        assert (claim.state, claim.evidence.count()) == ("in_review", 1)
