"""The command that reads other registries' files."""

import csv
import io
import json
import random
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum

from ledger.models import Entry, ExternalIssuance, ExternalProject, ExternalWithdrawal, ImportRun
from ledger.rules.registries.rows import COLUMNS
from tests.factories import registries
from tests.factories.registries import issued, retired, sheet

pytestmark = pytest.mark.django_db


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
        (refused,) = csv.DictReader(rejects.read_text().splitlines())
        assert refused["line"] == "3"
        assert 'quantity: "-5" is negative' in refused["reason"]

        rejects.write_text(rejects.read_text().replace("'-5", "1000"))
        answer = read(rejects)

        assert (answer["rejected"], answer["new"]) == (0, 1)

    def test_keeps_what_looks_like_a_formula_and_writes_it_out_harmless(self, write, tmp_path):
        rejects = tmp_path / "rejects.csv"
        formula = "=HYPERLINK(1)"

        read(write(issued(country=formula), issued(7001, 8000, country=formula, vintage="x")), f"--rejects={rejects}")

        assert ExternalIssuance.objects.get().country == formula
        (refused,) = csv.DictReader(rejects.read_text().splitlines())
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


@pytest.mark.parametrize("sample", registries.samples(), ids=lambda sample: sample.path.stem)
class TestRealRows:
    """On our own small sample, and on the large one where it lies beside us."""

    def test_accounts_for_every_row(self, sample):
        answer = read(sample.path)

        assert {name: answer[name] for name in sample.counts} == sample.counts
        told = answer["issuances"] + answer["matched"] + sum(answer["unmatched"].values()) + answer["rejected"]
        kept = ExternalIssuance.objects.count() + ExternalWithdrawal.objects.count()
        assert told == kept == answer["rows"] == len(sample.rows)

    def test_a_second_reading_changes_nothing(self, sample):
        read(sample.path)
        before = state(), Entry.objects.count(), list(ImportRun.objects.values())

        answer = read(sample.path)

        assert (answer["new"], answer["changed_matches"]) == (0, 0)
        assert (state(), Entry.objects.count(), list(ImportRun.objects.values())) == before

    def test_ends_the_same_in_another_order_and_in_two_parts(self, sample, write):
        with undone():
            read(sample.path)
            expected = state()
        shuffled = random.Random(7).sample(sample.rows, len(sample.rows))
        # Rows that say the same are told apart within a file alone, and so stay together.
        alike = [row for row in shuffled if sample.rows.count(row) > 1]
        first = alike + [row for row in shuffled[::2] if row not in alike]
        second = [row for row in shuffled[1::2] if row not in alike]
        with undone():
            read(write(*shuffled))
            assert state() == expected

        read(write(*second))
        read(write(*first))

        assert state() == expected

    def test_conserves_what_each_registry_issued(self, sample):
        read(sample.path)

        for registry in {row["registry"] for row in sample.rows}:
            issued_g = sum(
                int(Decimal(row["quantity"]) * 1_000_000)
                for row in sample.rows
                if (row["registry"], row["transaction_type"]) == (registry, "issuance")
            )
            kept = ExternalIssuance.objects.filter(registry=registry)
            assert issued_g == sum(one.outstanding_g + one.retired_g + one.cancelled_g for one in kept)
            matched = ExternalWithdrawal.objects.filter(registry=registry, match__issuance__isnull=False)
            used_g = matched.aggregate(grams=Sum("quantity_g"))["grams"] or 0
            assert used_g == sum(one.retired_g + one.cancelled_g for one in kept)

    def test_reads_the_projects_once(self, sample):
        listed = f"--projects={sample.projects}"
        answer = read(sample.path, listed)

        assert answer["projects"]["changed"] == answer["projects"]["rows"]
        assert answer["projects"]["rejected"] == []
        assert ExternalProject.objects.exclude(name="").exists()
        assert read(sample.path, listed)["projects"]["changed"] == 0


@contextmanager
def undone():
    """What happens inside is taken back: rows that were read are never deleted."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


def state():
    """All that reading came to, without when and where it was read."""
    issuances = ExternalIssuance.objects.values_list(
        "fingerprint", "occurrence", "project__code", "quantity_g", "retired_g", "cancelled_g", "methodology", "country"
    )
    withdrawals = ExternalWithdrawal.objects.values_list(
        "fingerprint", "occurrence", "match__issuance__fingerprint", "match__issuance__occurrence", "match__reason"
    )
    return set(issuances), set(withdrawals)
