"""What other registries issued: summed up, searched, and project by project."""

import uuid

import pytest
from django.core.cache import cache

from ledger.models import ExternalIssuance, ExternalMatch, ExternalProject, ExternalWithdrawal, ImportRun
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_sums(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "elsewhere"}}
    cache.clear()


def project(code, name="", registry="verra"):
    return ExternalProject.objects.create(registry=registry, code=code, name=name)


def block(of, tonnes=1_000):
    return ExternalIssuance.objects.create(
        project=of, registry=of.registry, quantity_g=tonnes * 1_000_000, fingerprint=uuid.uuid4(), occurrence=1,
        run=ImportRun.objects.get_or_create(kind="registry", name="a file", digest=b"1" * 32)[0], line=1,
    )  # fmt: skip


def used(of, tonnes, kind="retirement"):
    """That much of the block used up, as a matched row of the registry says."""
    withdrawal = ExternalWithdrawal.objects.create(
        kind=kind, project=of.project, registry=of.registry, quantity_g=tonnes * 1_000_000,
        fingerprint=uuid.uuid4(), occurrence=1, run=of.run, line=2,
    )  # fmt: skip
    ExternalMatch.objects.create(withdrawal=withdrawal, issuance=of)


class TestIssuances:
    def test_are_summed_up_by_registry(self):
        used(block(project("VCS1"), 1_000), 250)
        block(project("VCS2"), 500)
        block(project("GS1", registry="gold-standard"), 7)

        page = visit(browser(), "/other-registries/")

        assert "verra 2 1,500 t CO₂e 250 t CO₂e 0 kg CO₂e 1,250 t CO₂e" in page.text
        assert page.text.index("verra 2") < page.text.index("gold-standard 1")

    @pytest.mark.parametrize("text", ["éolienne", "eolienne", "vcs1"])
    def test_are_found_by_name_and_number_whatever_the_accents(self, text):
        wind, sun = project("VCS1", "Éolienne du Nord"), project("VCS2", "Soleil")
        block(wind)
        block(sun)

        page = visit(browser(), f"/other-registries/?text={text}")

        assert f"/other-registries/projects/{wind.pk}/" in page.links
        assert f"/other-registries/projects/{sun.pk}/" not in page.links

    def test_say_where_nothing_fits_and_what_is_wrong(self):
        block(project("VCS1"))

        assert "No block fits" in visit(browser(), "/other-registries/?text=moon").text
        assert "Select a valid choice" in visit(browser(), "/other-registries/?registry=none", status=400).text


class TestProject:
    def test_shows_what_is_used_up_and_what_is_not(self):
        found = project("VCS1", "Wind")
        issued = block(found, 100)
        used(issued, 30)
        used(issued, 20, "cancellation")

        page = visit(browser(), f"/other-registries/projects/{found.pk}/")

        assert "not yet used 50 t CO₂e retired 30 t CO₂e cancelled 20 t CO₂e issued, in 1 block 100 t CO₂e" in page.text
