"""Reading a registry's file."""

import io
from datetime import date

import pytest

from ledger.actions import imports
from ledger.models import Entry, ExternalIssuance, ExternalMatch, ExternalWithdrawal, ImportRun
from tests.factories.registries import OURS, issued, retired, sheet, unnumbered

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def read(*rows, **options):
    return imports.read_registry(stream=sheet(*rows), name="file.csv", today=TODAY, **options)


def rejects_of(*rows):
    out = io.StringIO()
    read(*rows, rejects=out)
    return out.getvalue()


class TestReadRegistry:
    def test_records_each_part_and_the_whole(self, monkeypatch):
        monkeypatch.setattr(imports, "PART", 2)

        outcome = read(issued(1, 10), issued(11, 20), issued(21, 30), retired(1, 5))

        kinds = list(Entry.objects.about(outcome.run).values_list("kind", flat=True))
        assert kinds == ["registry.imported", "registry.imported", "registry.matched"]
        assert [entry.body["issued_g"] for entry in Entry.objects.filter(kind="registry.imported")] == [
            "20000000", "10000000",
        ]  # fmt: skip

    def test_goes_on_after_a_crash_where_it_was(self, monkeypatch):
        monkeypatch.setattr(imports, "PART", 20)
        calm = OURS.path.read_bytes()

        def crash(done, of):
            if 40 <= done < of < 1000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            imports.read_registry(stream=io.BytesIO(calm), name="f", today=TODAY, progress=crash)
        read_before = ExternalIssuance.objects.count()
        outcome = imports.read_registry(stream=io.BytesIO(calm), name="f", today=TODAY)

        assert 0 < read_before == 114 - outcome.fresh
        assert outcome.counts["rows"] == 114
        assert ImportRun.objects.get().ended_at
        assert ExternalMatch.objects.count() == ExternalWithdrawal.objects.count() == 55

    def test_lets_a_retirement_take_effect_when_its_issuance_comes_later(self):
        assert read(retired(1, 5)).counts["unmatched"] == {"not-issued": 1}

        outcome = read(issued(1, 10))

        assert outcome.changed_matches == 1
        assert ExternalIssuance.objects.get().retired_g == 5_000_000

    def test_takes_back_a_match_that_more_rows_make_ambiguous(self):
        read(unnumbered(), unnumbered(transaction_type="retirement", quantity="5", transaction_date="2026-04-01"))
        assert ExternalIssuance.objects.get().retired_g == 5_000_000

        read(unnumbered(quantity="700"))

        assert ExternalMatch.objects.get().reason == "ambiguous"
        assert set(ExternalIssuance.objects.values_list("retired_g", flat=True)) == {0}

    def test_counts_equal_rows_of_one_file_and_none_of_them_again(self):
        tonne = unnumbered(transaction_type="retirement", quantity="1", transaction_date="2026-04-01")

        assert read(unnumbered(), tonne, tonne, tonne).fresh == 4
        assert read(tonne, tonne).fresh == 0
        assert ExternalIssuance.objects.get().retired_g == 3_000_000

    def test_refuses_a_repetition_where_tonnes_are_numbered_and_tells_the_other_line(self):
        assert "repeats line 2" in rejects_of(issued(), issued())
        assert "repeats line 3" in rejects_of(issued(), retired(), retired())

    def test_refuses_serials_that_stand_already_and_tells_where(self):
        read(issued(5001, 6000))

        assert "stand already as" in (told := rejects_of(issued(6000, 6010)))
        assert "(line 2 of file.csv)" in told
        assert ExternalIssuance.objects.count() == 1

    def test_writes_rejects_in_the_order_of_the_file(self):
        told = rejects_of(issued(), issued(vintage="x"), issued(), issued(7, 9, vintage="y")).splitlines()

        assert [line.split(",")[-2 if "repeats" not in line else -3] for line in told[1:]] == ["3", "4", "5"]
