"""Fixtures that every test may use."""

import os
import uuid
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from tests import databases

NAME = "test_allocation" + os.environ.get("TEST_DB_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")


def pytest_addoption(parser):
    parser.addoption("--slice", help="run only this part of the tests, such as 2/7")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(
                "browser"
            )  # run by themselves: its event loop stays in the process, and forks do not bear it
    if not (part := config.getoption("slice")):
        return
    number, parts = (int(figure) for figure in part.split("/"))
    chosen = [item for item in items if zlib.crc32(item.nodeid.encode()) % parts == number - 1]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(scope="session")
def template_db(django_test_environment, django_db_blocker) -> Iterator[str]:
    """A migrated database that nobody connects to, so that it can be copied at any time."""
    name = f"{NAME}_template"
    with django_db_blocker.unblock(), databases.made(name):
        with databases.pointed_at(name):
            call_command("migrate", verbosity=0)
        yield name


@pytest.fixture(scope="session")
def django_db_setup(template_db, django_db_blocker) -> Iterator[None]:
    """pytest-django's database for tests that roll back: one copy for the whole run."""
    with django_db_blocker.unblock(), databases.made(NAME, template=template_db), databases.pointed_at(NAME):
        yield


@pytest.fixture
def committed_db(template_db, django_db_blocker, monkeypatch) -> Iterator[str]:
    """A fresh database of this test's own, for tests that commit, race in threads or start processes.

    Django's connections lead to it, and so do those of the processes that the test starts, through the
    environment. It is dropped afterwards: TRUNCATE is refused on the record, so Django's flush cannot clean up.
    """
    name = f"{NAME}_{uuid.uuid4().hex[:8]}"
    owner_url = _url("DATABASE_OWNER_URL", settings.DATABASES["default"]["USER"], name)
    monkeypatch.setenv("DATABASE_URL", _url("DATABASE_URL", settings.APP_ROLE, name))
    monkeypatch.setenv("DATABASE_OWNER_URL", owner_url)
    with django_db_blocker.unblock(), databases.made(name, template=template_db), databases.pointed_at(name):
        yield name


def _url(variable: str, role: str, name: str) -> str:
    """The address of a database of the tests' server, for another process."""
    given = os.environ.get(variable) or os.environ.get("DATABASE_URL")
    return urlsplit(given)._replace(path=f"/{name}").geturl() if given else settings.SERVICES.url(role, name)
