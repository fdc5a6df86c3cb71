"""Every page, as everybody who may see it and as one who may not, small and large, light and dark."""

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import databases
from tests.browser import looks, pages, pairs
from tests.browser.pages import LOG_IN, PAGES

FACTORS = {"width": (1280, 390), "scheme": ("light", "dark"), "js": (True, False), "direction": ("ltr", "rtl")}


def visits() -> list[dict[str, Any]]:
    """Who opens which page: everybody who may see it, at least two visits in all, and one by one who may not."""
    found = []
    for number, row in enumerate(PAGES):
        may = [{"page": number, "who": who, "gets": 200} for who in row.sees]
        may_not = [{"page": number, "who": who, "gets": gets} for who, gets in row.refuses]
        found += may * (2 if len(may) == 1 and not row.stock else 1) + may_not
    return found


ROUNDS = pairs.spread(visits(), FACTORS)


def called(round_: dict[str, Any]) -> str:
    how = [round_["scheme"], str(round_["width"]), "js" if round_["js"] else "no-js", round_["direction"]]
    return f"{round_['page']}-{PAGES[round_['page']].name}-{round_['who']}-{'-'.join(how)}"


# One page of each kind that Django's admin makes for every model; a template's fault shows on any of them.
ADMIN_EACH_RUN = ("admin:index", "admin:ledger_payout_changelist", "admin:ledger_payout_change")


def in_turn() -> list[Any]:
    """On every run each page twice by those who may see it, and once by one who may not.

    The other roles, and most of the admin, are deep: `make test-deep` opens them.
    """
    params, seen = [], Counter[tuple[int, bool]]()
    for round_ in ROUNDS:
        name, sees = PAGES[round_["page"]].name, round_["gets"] == 200
        seen[round_["page"], sees] += 1
        often = seen[round_["page"], sees] <= (2 if sees else 1)
        often = often and (not name.startswith("admin:") or name in ADMIN_EACH_RUN)
        params.append(pytest.param(round_, id=called(round_), marks=() if often else pytest.mark.deep))
    return params


@pytest.fixture(scope="module")
def address(world, world_db, django_db_blocker) -> Callable[[int], str]:
    @functools.cache
    def of(number: int) -> str:
        with django_db_blocker.unblock(), databases.pointed_at(world_db):
            return PAGES[number].address(world)

    return of


class TestPage:
    @pytest.mark.parametrize("round_", in_turn())
    def test_is_well_made(self, window, address, round_):
        how = {name: round_[name] for name in ("who", "width", "scheme")}
        with window(**how, js=round_["js"]).new_page() as page:
            opened = looks.open_page(page, address(round_["page"]), direction=round_["direction"])

            assert status(opened) == round_["gets"]
            assert looks.faults(opened, narrow=round_["width"] == 390) == []
            if round_["js"] and round_["gets"] == 200:
                assert looks.axe(page) == []
        if not round_["js"] and round_["gets"] == 200:
            with window(**how, js=True, scripts=False).new_page() as page:
                looks.open_page(page, address(round_["page"]), direction=round_["direction"])
                assert looks.axe(page) == []


def status(opened: looks.Opened) -> int | str:
    came_from = opened.answer.request.redirected_from
    return LOG_IN if came_from and "/login/" in opened.page.url else opened.answer.status


class TestEveryAddress:
    def test_has_a_row(self):
        rows = {row.name for row in PAGES}

        assert set(pages.addresses()) - rows == set(), "say in tests/browser/pages.py who may see these"
        assert rows - set(pages.addresses()) == set(), "there are no such addresses any more"

    def test_that_is_a_page_is_opened_and_says_who_may_not_see_it(self):
        for row in PAGES:
            assert bool(row.why) != bool(row.sees or row.refuses), row.name
            assert row.why or row.refuses or "anonymous" in row.sees, f"{row.name}: who may not see it?"


class TestTheWorld:
    def test_has_something_of_everything(self, world, world_db, django_db_blocker):
        with django_db_blocker.unblock(), databases.pointed_at(world_db):
            assert pages.models_without_rows() == []


class TestPairs:
    def test_have_all_met(self):
        assert pairs.unmet(ROUNDS, [*FACTORS]) == set()
        whole = [round_ for round_ in ROUNDS if not PAGES[round_["page"]].stock]
        for name in FACTORS:
            assert pairs.unmet(whole, ["page", name]) == set()
