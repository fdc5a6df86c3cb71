"""Takeouts: all that is kept about a person and nothing of others, for them alone, for a week."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from commons import errors
from commons.actions import takeouts
from commons.models import Takeout, User
from config.models import Notification
from config.plumbing import transactions
from ledger.actions import evidence
from tests.factories import claims as factory
from tests.factories import files, funds, people
from tests.factories.claims import NOW
from tests.pages import browser, send, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def asha():
    return people.person("Asha")


def taken_out(agent) -> zipfile.ZipFile:
    takeouts.ask(user=User.objects.get(agent=agent), at=timezone.now())
    takeouts.make_due()
    with Takeout.objects.get(user__agent=agent).file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


class TestMakeDue:
    def test_puts_in_claims_with_inputs_and_files(self, asha):
        claim = factory.submitted(asha, statement="For my mother's house")
        with transactions.edge():
            added = evidence.add(by=asha, claim=claim, upload=files.upload(), at=NOW)

        package = taken_out(asha)

        (row,) = json.loads(package.read("claims.json"))
        assert (row["statement"], row["inputs"]["country"]) == ("For my mother's house", "GBR")
        assert any(str(added.pk) in name for name in package.namelist())
        assert "claim.submitted" in {entry["kind"] for entry in json.loads(package.read("record.json"))}

    def test_leaves_out_secrets_and_other_people(self, asha):
        factory.submitted(asha)
        factory.submitted(people.person("Chidi"))
        funds.pledge(people.person("Funmi"), funds.fund())

        package = taken_out(asha)

        whole = b"".join(package.read(name) for name in package.namelist()).decode()
        assert len(json.loads(package.read("claims.json"))) == 1
        assert "Chidi" not in whole
        assert json.loads(package.read("pledges.json")) == []
        assert all(word not in whole for word in ('"password"', '"salt"', '"lot"'))

    def test_holds_a_file_for_each_thing_that_is_kept(self, asha):
        names = {name.removesuffix(".json") for name in taken_out(asha).namelist()}

        assert {"login", "person", "memberships", "notifications", "claims", "payouts", "bank-account"} <= names

    def test_tells_them_when_it_is_ready_and_makes_it_once(self, asha):
        taken_out(asha)

        assert takeouts.make_due() == 0
        assert Notification.objects.get().kind == "takeout.ready"


class TestAsk:
    def test_is_answered_once_an_hour(self, asha):
        taken_out(asha)
        user = User.objects.get(agent=asha)

        with pytest.raises(errors.NotAllowed):
            takeouts.ask(user=user, at=timezone.now())

        assert takeouts.ask(user=user, at=timezone.now() + timedelta(hours=2))


class TestPrune:
    def test_deletes_what_expired_with_its_file(self, asha):
        taken_out(asha)
        name = Takeout.objects.get().file.name

        assert takeouts.prune(at=timezone.now()) == 0
        assert takeouts.prune(at=timezone.now() + timedelta(days=8)) == 1
        assert not default_storage.exists(name)


class TestPage:
    def test_leads_from_asking_to_the_file(self, asha):
        client = browser(asha)
        send(client, "/profile/data/")
        assert "is being put together" in visit(client, "/profile/data/").text
        takeouts.make_due()

        response = client.get(f"/profile/data/{Takeout.objects.get().pk}/")

        assert response["Content-Type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).testzip() is None

    def test_is_nobody_elses(self, asha):
        taken_out(asha)

        assert browser(people.person("Chidi")).get(f"/profile/data/{Takeout.objects.get().pk}/").status_code == 404
