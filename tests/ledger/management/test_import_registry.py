"""The command that reads other registries' files."""

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Entry, ExternalIssuance, ExternalProject, ExternalWithdrawal, ImportRun
from ledger.rules.registries.rows import COLUMNS
from tests.factories import registries
from tests.factories.registries import issued, retired, sheet

pytestmark = pytest.mark.django_db
needs_shared_data = pytest.mark.skipif(not registries.TRANSACTIONS.exists(), reason="shared/data is not beside us")


def read(path, *options):
    """What the command answers, as JSON."""
    out = io.StringIO()
    call_command("import_registry", path, *options, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def write(tmp_path):
    """Writes rows, or bytes, to a file."""

    def writer(*rows, name="transactions.csv"):
        path = tmp_path / name
        path.write_bytes(rows[0] if rows and isinstance(rows[0], bytes) else sheet(*rows).getvalue())
        return path

    return writer


class TestImportRegistry:
    def test_tells_what_became_of_each_row(self, write):
        answer = read(write(issued(), retired(5001, 5100), issued(vintage="soon")))

        assert {name: answer[name] for name in ("rows", "issuances", "matched", "rejected", "new")} == {
            "rows": 3, "issuances": 1, "matched": 1, "rejected": 1, "new": 2,
        }  # fmt: skip

    def test_writes_refused_rows_so_that_they_can_be_corrected_and_read(self, write, tmp_path):
        rejects = tmp_path / "rejects.csv"
        read(write(issued(), issued(7001, 8000, quantity="-5")), f"--rejects={rejects}")
        (refused,) = csv.DictReader(rejects.open(newline=""))
        assert refused["line"] == "3"
        assert 'quantity: "-5" is negative' in refused["reason"]

        rejects.write_text(rejects.read_text().replace("'-5", "1000"))
        answer = read(rejects)

        assert (answer["rejected"], answer["new"]) == (0, 1)

    def test_keeps_a_cell_that_looks_like_a_formula_and_makes_it_harmless_where_it_is_written_out(self, write, tmp_path):
        rejects = tmp_path / "rejects.csv"
        formula = "=HYPERLINK(1)"

        read(write(issued(country=formula), issued(7001, 8000, country=formula, vintage="x")), f"--rejects={rejects}")

        assert ExternalIssuance.objects.get().country == formula
        (refused,) = csv.DictReader(rejects.open(newline=""))
        assert refused["country"] == f"'{formula}"

    def test_keeps_nothing_of_a_dry_run(self, write):
        answer = read(write(issued(), retired()), "--dry-run")

        assert answer["matched"] == 1
        assert not ExternalIssuance.objects.exists()
        assert not ImportRun.objects.exists()
        assert not Entry.objects.exists()

    def test_refuses_an_unknown_registry_unless_it_is_named(self, write):
        path = write(issued(registry="verrra"))

        assert read(path)["rejected"] == 1
        assert read(path, "--registry=verrra")["new"] == 1

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"", "empty"),
            (b"PK\x03\x04rest", "zip archive"),
            (b"\x1f\x8b\x08rest", "gzip"),
            ("registry,serial\n".encode("utf-16"), "UTF-16"),
            ("registry,serial\n".encode("utf-16-le"), "UTF-16"),
            (b"a" * 70_000, "65,536"),
            (b"registry;transaction_type;project_id;quantity;a;b;c;d;e;f;g;h\n", "semicolons"),
            (b"registry,kind\n", '"transaction_type"'),
            ((",".join(COLUMNS) + ",vintag\n").encode(), 'has "vintag" (is "vintage" meant?)'),
            ((",".join(COLUMNS) + ",vintage\n").encode(), '"vintage" twice'),
        ],
    )
    def test_says_what_is_wrong_with_a_file_that_is_none(self, write, content, complaint):
        with pytest.raises(CommandError, match=r".") as refused:
            read(write(content))

        assert complaint in str(refused.value)
        assert not ImportRun.objects.exists()

    def test_says_that_a_file_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            read(tmp_path / "none.csv")

    def test_reads_columns_in_another_order_after_a_byte_order_mark(self, write):
        text = sheet(issued(), columns=tuple(reversed(COLUMNS))).getvalue()

        assert read(write(b"\xef\xbb\xbf" + text))["new"] == 1


@needs_shared_data
class TestRealSample:
    FIGURES = {
        "rows": 2284,
        "issuances": 1573,
        "retirements": 608,
        "cancellations": 103,
        "matched": 285,
        "unmatched": {"ambiguous": 102, "not-issued": 324},
        "rejected": 0,
    }

    def test_accounts_for_every_row(self):
        answer = read(registries.TRANSACTIONS)

        assert {name: answer[name] for name in self.FIGURES} == self.FIGURES
        assert answer["issuances"] + answer["matched"] + sum(answer["unmatched"].values()) == 2284
        assert ExternalIssuance.objects.count() + ExternalWithdrawal.objects.count() == 2284

    def test_a_second_reading_changes_nothing(self):
        read(registries.TRANSACTIONS)
        before = state(), Entry.objects.count(), list(ImportRun.objects.values())

        answer = read(registries.TRANSACTIONS)

        assert (answer["new"], answer["changed_matches"]) == (0, 0)
        assert (state(), Entry.objects.count(), list(ImportRun.objects.values())) == before

    def test_ends_the_same_in_another_order_and_in_two_parts(self, write):
        rows = registries.real()
        read(write(*rows))
        expected = state()
        ExternalWithdrawal.objects.model.objects.none()

        assert shuffled_and_split(rows, write) == expected

    def test_conserves_every_registry(self):
        read(registries.TRANSACTIONS)

        for issuance in ExternalIssuance.objects.all():
            assert issuance.quantity_g == issuance.outstanding_g + issuance.retired_g + issuance.cancelled_g
        grams = sum(ExternalIssuance.objects.values_list("quantity_g", flat=True))
        assert grams == sum(to_grams(row["quantity"]) for row in registries.real() if row["transaction_type"] == "issuance")

    def test_reads_the_projects(self):
        answer = read(registries.TRANSACTIONS, f"--projects={registries.PROJECTS}")

        assert answer["projects"] == {"rows": 328, "changed": 328, "rejected": []}
        assert ExternalProject.objects.count() == 328 + 495 - 77
        assert read(registries.TRANSACTIONS, f"--projects={registries.PROJECTS}")["projects"]["changed"] == 0
