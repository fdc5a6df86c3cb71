"""Receipts read from a file."""

import io

import pytest

from ledger.actions import receipt_files
from ledger.actions.receipt_files import COLUMNS
from ledger.models import Receipt
from ledger.rules import sheets
from tests.factories import funds as factory
from tests.factories import people

pytestmark = pytest.mark.django_db

GRANT = {
    "fund": "Climate Fund", "source": "grant", "payer": "Funmi", "pledge": "", "amount": "1234.50",
    "bank_reference": "A1", "arrived_on": "2026-01-31",
}  # fmt: skip


def read(*rows: dict[str, str]) -> receipt_files.Outcome:
    text = "".join(sheets.written(line) for line in (COLUMNS, *(list(row.values()) for row in rows)))
    return receipt_files.read(by=people.operator(), stream=io.BytesIO(text.encode()))


@pytest.fixture(autouse=True)
def _fund_and_funder() -> None:
    factory.fund()
    people.person("Funmi")


class TestRead:
    def test_records_each_line(self):
        outcome = read(GRANT, {**GRANT, "bank_reference": "A2", "amount": "5"})

        assert (outcome.recorded, outcome.cents, outcome.refused) == (2, 123_950, [])
        assert Receipt.objects.count() == 2

    def test_takes_what_was_pledged_by_the_pledges_id(self):
        pledge = factory.pledge(people.person("Funmi"), factory.fund(), 123_450)

        read({**GRANT, "source": "pledge", "pledge": str(pledge.pk), "payer": ""})

        assert Receipt.objects.get().pledge == pledge

    def test_changes_nothing_the_second_time(self):
        read(GRANT)

        outcome = read(GRANT)

        assert (outcome.recorded, outcome.before) == (0, 1)
        assert Receipt.objects.count() == 1

    @pytest.mark.parametrize(
        ("column", "cell"),
        [
            ("fund", "No Fund"), ("source", "gift"), ("payer", "Nobody"), ("amount", "-5"), ("amount", "NaN"),
            ("bank_reference", ""), ("arrived_on", "31.01.2026"), ("arrived_on", "2999-01-01"),
        ],
    )  # fmt: skip
    def test_refuses_a_line_by_its_number_and_keeps_the_others(self, column, cell):
        outcome = read({**GRANT, column: cell}, {**GRANT, "bank_reference": "A2"})

        ((line, reason),) = outcome.refused
        assert line.number == 2
        assert reason.startswith(column.replace("arrived_on", "arrived"))
        assert outcome.recorded == 1

    def test_refuses_a_pledge_that_there_is_not(self):
        assert "pledge" in read({**GRANT, "source": "pledge", "pledge": "P1"}).refused[0][1]


class TestRejects:
    def test_can_be_corrected_and_read_again(self):
        text = "".join(receipt_files.rejects(read({**GRANT, "amount": "-5"})))
        corrected = text.replace("'-5", "5").encode()

        outcome = receipt_files.read(by=people.operator(), stream=io.BytesIO(corrected))

        assert (outcome.recorded, outcome.cents) == (1, 500)
