"""SQL and Python make the same bytes of the same entry."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import rfc8785
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.rules import ids
from config.plumbing import transactions
from ledger.actions import entries
from ledger.models import Entry, Transfer
from ledger.rules import canonical, moves
from tests.factories import books

keys = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.LARGEST_INTEGER, canonical.LARGEST_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(keys, values, max_size=5)


class TestCanonical:
    @given(bodies)
    def test_is_rfc_8785(self, body):
        assert canonical.canonical(body).encode() == rfc8785.dumps(body)

    @pytest.mark.django_db
    @settings(max_examples=300, deadline=None)
    @given(bodies)
    def test_is_the_same_in_sql(self, body):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_canonical(%s::jsonb)", [json.dumps(body)])
            assert cursor.fetchone()[0] == canonical.canonical(body)

    @pytest.mark.parametrize("value", [1.0, 2**53, -(2**53), b"x", {"é": 1}, {1: 2}, "\0", "\ud800", float("nan")])
    def test_refuses_what_has_no_exact_form(self, value):
        with pytest.raises((TypeError, ValueError)):
            canonical.canonical({"value": value})


class TestMerkleRoot:
    def test_of_nothing_is_the_hash_of_nothing(self):
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

        assert canonical.merkle_root([]).hex() == empty

    @pytest.mark.django_db
    @given(st.lists(texts, max_size=40))
    @settings(max_examples=50, deadline=None)
    def test_is_the_same_in_sql_and_by_the_definition(self, lines):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_merkle_root(%s::text[])", [lines])
            in_sql = bytes(cursor.fetchone()[0])

        assert in_sql == canonical.merkle_root(lines) == by_definition(lines)


def by_definition(lines: list[str]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not lines:
        return sha256(b"").digest()
    if len(lines) == 1:
        return sha256(b"\0" + lines[0].encode()).digest()
    k = 1
    while k * 2 < len(lines):
        k *= 2
    return sha256(b"\1" + by_definition(lines[:k]) + by_definition(lines[k:])).digest()


def leaf_in_python(entry: Entry) -> bytes:
    transfers = [
        {"id": t.id, "debit": t.debit_id, "credit": t.credit_id, "unit": t.unit_id, "amount": t.amount,
         "phase": t.phase, "expires_at": t.expires_at, "resolves": t.resolves_id}
        for t in Transfer.objects.filter(entry=entry).order_by("id")
    ]  # fmt: skip
    told = {
        "id": entry.id, "kind": entry.kind, "subject_kind": entry.subject_kind, "subject_id": entry.subject_id,
        "by": entry.by_id, "for": entry.acting_for_id, "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at, "body": entry.body,
    }  # fmt: skip
    return canonical.leaf(told, transfers)


@pytest.mark.django_db
class TestLeaf:
    def record(self, **told) -> Entry:
        with transactions.edge():
            entry = entries.record(kind="test.told", subject=("place", ids.uuid7()), **told)
        return Entry.objects.get(pk=entry.pk)

    @settings(max_examples=60, deadline=None)
    @given(bodies, st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
    def test_is_the_same_in_sql_for_any_body(self, body, occurred_at):
        entry = self.record(body=body, occurred_at=occurred_at)

        assert bytes(entry.leaf) == leaf_in_python(entry)

    @pytest.mark.parametrize("count", [0, 1, 2, 200, 299, 300, 301, 500])
    def test_is_the_same_in_sql_for_any_number_of_transfers(self, count):
        a, b = books.account(1000), books.account()

        entry = self.record(transfers=[moves.Move(a, b, 1)] * count)

        assert bytes(entry.leaf) == leaf_in_python(entry)
        assert len(entry.leaf) <= 65_535
        assert isinstance(json.loads(bytes(entry.leaf))["transfers"], dict if count > 240 else list)

    def test_is_the_same_in_sql_for_every_phase(self):
        a, b = books.account(100), books.account()
        until = datetime(2100, 1, 2, 3, 4, 5, 678901, UTC)
        self.record(transfers=[moves.hold(a, b, 5, until), moves.hold(a, b, 6)])
        five, six = Transfer.objects.filter(debit=a, phase="held").order_by("amount")

        entry = self.record(transfers=[*moves.post_part(five, 3, until + timedelta(days=1)), moves.void(six)])

        assert bytes(entry.leaf) == leaf_in_python(entry)
        assert b'"expires_at":"2100-01-03T03:04:05.678901Z"' in bytes(entry.leaf)
        assert f'"resolves":"{six.pk}"'.encode() in bytes(entry.leaf)
