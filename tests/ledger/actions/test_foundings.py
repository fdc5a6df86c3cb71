"""The founding: once, whole, and on the record."""

import copy
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commons.models import User
from config.plumbing import transactions
from ledger import errors
from ledger.actions import foundings
from ledger.models import Accreditation, Entry, Fund, Price
from tests.factories import people

pytestmark = pytest.mark.django_db

HOWTO = Path(settings.BASE_DIR) / "docs" / "howto" / "found.md"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def charter() -> dict:
    """The one in the how-to."""
    for path in people.PLACES:
        people.place(path)
    return json.loads(re.search(r"```json\n(.*?)```", HOWTO.read_text(), re.DOTALL).group(1))


def found(charter: dict) -> bool:
    with transactions.edge():
        return foundings.found(charter=charter, at=NOW)


class TestFound:
    def test_writes_what_the_howto_shows_to_the_record(self, charter):
        assert found(charter) is True

        assert Accreditation.objects.get().verifier == User.objects.get(email="dara@example.org").agent
        assert Price.objects.get().fund == Fund.objects.get()
        kinds = set(Entry.objects.values_list("kind", flat=True))
        assert kinds == {"accreditation.granted", "fund.founded", "price.announced", "instance.founded"}

    def test_changes_nothing_the_second_time(self, charter):
        found(charter)
        before = Entry.objects.count()

        assert found(charter) is False
        assert Entry.objects.count() == before

    def test_is_refused_with_another_charter(self, charter):
        found(charter)
        other = copy.deepcopy(charter)
        other["accreditations"][0]["families"] = ["cooking"]

        with pytest.raises(errors.KeyReused):
            found(other)

    @pytest.mark.parametrize(
        ("section", "change", "field"),
        [
            ("people", {"name": ""}, "people[0].name"),
            ("people", {"place": "mars"}, "people[0].place"),
            ("accreditations", {"verifier": "nobody@example.org"}, "accreditations[0].verifier"),
            ("accreditations", {"families": ["alchemy"]}, "families"),
            ("accreditations", {"last_day": "soon"}, "accreditations[0].last_day"),
            ("prices", {"fund": "Another"}, "prices[0]"),
            ("prices", {"applies_from": "2026-02-01"}, "prices[0].applies_from"),
            ("prices", {"applies_from": "2020-02-01T00:00:00+00:00"}, "applies_from"),
        ],
    )
    def test_names_what_is_wrong_and_writes_nothing(self, charter, section, change, field):
        charter[section][0] |= change

        with pytest.raises(errors.BadInput) as refusal:
            found(charter)

        assert refusal.value.field == field
        assert not Entry.objects.exists()


class TestCommand:
    def test_says_what_is_wrong_with_the_file(self, tmp_path):
        broken = tmp_path / "charter.json"
        broken.write_text("{")

        with pytest.raises(CommandError, match="cannot be read as JSON"):
            call_command("found", str(broken))
        with pytest.raises(CommandError, match="Name one charter"):
            call_command("found")

    def test_founds_once(self, charter, tmp_path, capsys):
        file = tmp_path / "charter.json"
        file.write_text(json.dumps(charter))

        call_command("found", str(file))
        call_command("found", str(file))

        assert capsys.readouterr().out == "Founded.\nFounded already: nothing changed.\n"
