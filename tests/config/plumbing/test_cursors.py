from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from config.plumbing import cursors

START = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
ORDER = ("-date_joined", "-id")


@pytest.fixture
def users(db):
    """Seven of them, of whom three joined at the same moment."""
    model = get_user_model()
    for number in range(7):
        joined = START + timedelta(days=number if number < 4 else 4)
        model.objects.create(email=f"asha{number}@example.org", date_joined=joined)
    return list(model.objects.order_by(*ORDER))


def walk(order, *, size, cursor=None, direction="next"):
    """All rows from page to page."""
    rows, queryset = [], get_user_model().objects.all()
    while True:
        page = cursors.page(queryset, order=order, cursor=cursor, size=size)
        rows = [*rows, *page.rows] if direction == "next" else [*page.rows, *rows]
        cursor = getattr(page, direction)
        if not cursor:
            return rows, page


class TestPage:
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
    def test_by_page_shows_every_row_once_and_in_order(self, users, size):
        rows, last = walk(ORDER, size=size)

        assert rows == users
        assert last.next is None

    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    def test_backwards_from_the_last_shows_the_same(self, users, size):
        rows, last = walk(ORDER, size=size)
        if last.previous:
            before, first = walk(ORDER, size=size, cursor=last.previous, direction="previous")
            rows = [*before, *last.rows]
            assert first.previous is None

        assert rows == users

    def test_ascending_shows_them_the_other_way_round(self, users):
        rows, _ = walk(("date_joined", "id"), size=2)

        assert rows == users[::-1]

    def test_misses_none_when_a_row_comes_before(self, users):
        first = cursors.page(get_user_model().objects.all(), order=ORDER, size=3)
        get_user_model().objects.create(email="new@example.org", date_joined=START + timedelta(days=9))

        second = cursors.page(get_user_model().objects.all(), order=ORDER, size=3, cursor=first.next)

        assert [*first.rows, *second.rows] == users[:6]

    def test_neither_counts_nor_skips(self, users):
        first = cursors.page(get_user_model().objects.all(), order=ORDER, size=2)

        with CaptureQueriesContext(
            connection,
        ) as queries:
            cursors.page(get_user_model().objects.all(), order=ORDER, size=2, cursor=first.next)

        assert len(queries) == 1
        assert "COUNT" not in queries[0]["sql"]
        assert "OFFSET" not in queries[0]["sql"]

    def test_of_nothing_has_no_neighbours(self, db):
        page = cursors.page(get_user_model().objects.none(), order=ORDER)

        assert page == cursors.Page(rows=[], next=None, previous=None)

    @given(cursor=st.one_of(st.text(min_size=1, max_size=600), st.binary(min_size=1).map(bytes.hex)))
    def test_refuses_any_other_cursor(self, cursor):
        with pytest.raises(cursors.BadCursor):
            cursors.page(get_user_model().objects.all(), order=ORDER, cursor=cursor)
