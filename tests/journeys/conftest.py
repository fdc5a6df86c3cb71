"""A small town with its own database and the product serving it, and people who sit down at browsers."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import accreditations
from tests.browser import servers
from tests.browser.conftest import browser_type_launch_args
from tests.browser.world import both_factors, session
from tests.factories import claims, funds, people

__all__ = ["browser_type_launch_args"]
PATIENCE_MS = 10_000


@pytest.fixture
def town(committed_db) -> None:
    """Dara is accredited, and a fund that a collective paid into announced a price for heating."""
    cache.clear()
    people.place()
    now = timezone.now()
    with transactions.edge():
        accreditations.grant(
            verifier=people.person("Dara"), families=("heating",), first_day=(now - timedelta(days=900)).date(),
            last_day=(now + timedelta(days=365)).date(), basis="founding", at=now - timedelta(days=30),
        )  # fmt: skip
    fund = funds.fund()
    funds.price(fund, at=claims.NOW - timedelta(days=600))
    both_factors(people.operator())
    people.person("Chidi")


@pytest.fixture
def site(town, committed_db, tmp_path) -> Iterator[str]:
    with servers.serving(committed_db, tmp_path) as address:
        yield address


@pytest.fixture
def sits_down(site: str, browser: Browser) -> Iterator[Callable[[Agent | None], Page]]:
    """Opens a browser, in which that person, if one is named, is logged in."""
    windows = []

    def opens(agent: Agent | None = None) -> Page:
        windows.append(browser.new_context(base_url=site, locale="en-GB"))
        windows[-1].set_default_timeout(PATIENCE_MS)
        if agent:
            windows[-1].add_cookies([{"name": "sessionid", "value": session(agent), "url": site}])
        return windows[-1].new_page()

    yield opens
    for window in windows:
        window.close()
