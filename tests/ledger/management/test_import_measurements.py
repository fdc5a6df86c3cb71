"""The command that reads people's own readings and trips."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Asset, Claim, Entry, ImportRun
from tests.factories import people
from tests.factories.registries import SAMPLES

pytestmark = pytest.mark.django_db
READINGS, TRIPS = SAMPLES / "meter_readings.csv", SAMPLES / "trips.csv"


@pytest.fixture(autouse=True)
def asha(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    people.place()
    return people.person("Asha")


def read(path, *options):
    out = io.StringIO()
    call_command("import_measurements", path, "--as=asha@example.org", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


class TestImportMeasurements:
    @pytest.mark.parametrize(("sample", "rows", "assets"), [(READINGS, 4, 1), (TRIPS, 3, 2)])
    def test_files_a_claim_for_each_row_with_the_row_as_evidence(self, sample, rows, assets, asha):
        answer = read(sample)

        assert (answer["new"], answer["rejected"]) == (rows, [])
        assert Claim.objects.filter(claimant=asha, state="submitted", quantity_g__gt=0).count() == rows
        assert Asset.objects.count() == assets
        assert all(claim.evidence.count() == 1 for claim in Claim.objects.all())

    def test_files_nothing_twice(self):
        first = read(READINGS)
        before = Entry.objects.count()

        again = read(READINGS)

        assert (again["claims"], again["new"]) == (first["claims"], 0)
        assert (Entry.objects.count(), ImportRun.objects.count()) == (before, 1)

    @pytest.mark.parametrize(
        ("right", "wrong", "complaint"),
        [
            ("1850 kWh", "-1850 kWh", "heat"),
            ("1850 kWh", "NaN", "heat"),
            ("1850 kWh", "1850 parsec", "heat"),
            ("2025-01-31", "2024-12-31", "period"),
            ("2025-01-31", "31/01/2025", "last_day"),
            ("heat-pump,2025-01", "heat-pimp,2025-01", "methodology"),
            ("earth.gb.wls.rct", "earth.atlantis", "place"),
            ("measured,1850", "certain,1850", "tier"),
        ],
    )
    def test_refuses_a_row_by_its_line_and_field_and_reads_it_once_corrected(self, tmp_path, right, wrong, complaint):
        bad, rejects = tmp_path / "bad.csv", tmp_path / "rejects.csv"
        bad.write_text(READINGS.read_text().replace(right, wrong, 1))

        answer = read(bad, f"--rejects={rejects}")

        (refused,) = answer["rejected"]
        assert refused["line"] == 2
        assert refused["reason"].startswith(complaint)
        rejects.write_text(rejects.read_text().replace(wrong, right, 1).replace("'1850", "1850"))
        assert read(rejects)["new"] == 1
        assert len(read(READINGS)["claims"]) == 4

    def test_keeps_nothing_of_a_dry_run(self):
        assert read(TRIPS, "--dry-run")["new"] == 3
        assert not Claim.objects.exists()

    def test_refuses_somebody_who_is_not_there(self):
        with pytest.raises(CommandError, match=r"chidi@example\.org"):
            call_command("import_measurements", TRIPS, "--as=chidi@example.org")

    def test_refuses_a_file_without_the_columns(self, tmp_path):
        path = Path(tmp_path / "bad.csv")
        path.write_text("kind,identifier\n")

        with pytest.raises(CommandError, match='lacks "name"'):
            read(path)
