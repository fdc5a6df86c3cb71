"""Moderation in the admin: a text or file is withheld and shown again, by operators alone."""

import pytest
from django.urls import reverse

from config.plumbing import transactions
from ledger.actions import evidence
from ledger.models import Claim, Evidence, Withholding
from tests.factories import claims, files, people
from tests.factories.claims import NOW
from tests.ledger.admin.test_admin import address, ode  # noqa: F401  (a fixture)
from tests.pages import browser, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return claims.submitted(people.person("Asha"), statement="My neighbour Bela Kovács lies.")


def withheld(who, row, field, **form):
    return browser(who).post(
        address(type(row), "withhold", row.pk),
        {"field": field, "ground": "personal", "reason": "It names somebody.", **form},
    )


class TestWithhold:
    def test_hides_a_statement_from_everybody_and_lists_it(self, ode, claim):  # noqa: F811
        assert withheld(ode, claim, "statement").status_code == 302

        row = Withholding.objects.get()
        for reader in (ode, people.person("Asha"), None):
            page = browser(reader).get(reverse("claim", args=[claim.reference])).content.decode()
            assert "Kovács" not in page
        public = visit(browser(), reverse("withheld"))
        assert row.commitment in public.text
        assert "Kovács" not in public.html
        assert "Kovács" in browser(ode).get(address(Withholding, "change", row.pk)).content.decode()

    def test_answers_for_a_file_in_words(self, ode, claim, settings, tmp_path):  # noqa: F811
        settings.MEDIA_ROOT = tmp_path
        asha = people.person("Asha")
        file = add(claim, asha)
        opened = browser(asha).get(reverse("evidence", args=[file.pk]))
        assert opened.getvalue() == files.pdf()

        withheld(ode, file, "file")

        answer = browser(asha).get(reverse("evidence", args=[file.pk]))
        assert answer.status_code == 451
        assert b"This file is withheld" in answer.content
        assert Withholding.objects.get().commitment.encode() in answer.content
        assert browser(people.person("Chidi")).get(reverse("evidence", args=[file.pk])).status_code == 404

    def test_is_put_back_with_a_reason(self, ode, claim):  # noqa: F811
        withheld(ode, claim, "statement")
        row = Withholding.objects.get()

        assert browser(ode).post(address(Withholding, "restore", row.pk), {"reason": ""}).status_code == 400
        browser(ode).post(address(Withholding, "restore", row.pk), {"reason": "Bela agreed."})

        assert "Bela Kovács" in Claim.objects.get(pk=claim.pk).statement

    def test_is_not_for_others(self, claim):
        assert withheld(people.person("Asha"), claim, "statement").status_code == 302
        assert not Withholding.objects.exists()

    def test_offers_no_button_where_nothing_is_shown(self, ode):  # noqa: F811
        claim = claims.submitted(people.person("Asha"), statement="")

        page = browser(ode).get(address(Claim, "change", claim.pk)).content.decode()

        assert address(Claim, "withhold", claim.pk) not in page


def add(claim, who) -> Evidence:
    with transactions.edge():
        return evidence.add(by=who, claim=claim, upload=files.upload(), at=NOW)
