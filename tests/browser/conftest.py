"""What browser tests share: a filled world, the product serving it, and one Chromium with its windows."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests import databases
from tests.browser import servers
from tests.browser.world import World
from tests.conftest import NAME

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZES = {1280: 900, 390: 844}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if not shutil.which(CHROMIUM):
        pytest.fail(f"No Chromium at {CHROMIUM}: run `make chromium`, or say where it is: CHROMIUM=...")
    # Playwright keeps an event loop in the main thread, in which Django would refuse to speak to the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(scope="session")
def world_db(template_db, django_db_blocker) -> Iterator[str]:
    """The name of a database that stays as long as this worker."""
    name = f"{NAME}_world_{uuid.uuid4().hex[:6]}"
    with django_db_blocker.unblock(), databases.made(name, template=template_db):
        yield name


@pytest.fixture(scope="session")
def world(world_db, django_db_blocker) -> World:
    """Made once: pages only look at it. Stories make a world of their own."""
    with django_db_blocker.unblock(), databases.pointed_at(world_db):
        made = World()
        assert made.sessions
        assert made.held
    return made


@pytest.fixture(scope="session")
def site(world, world_db, tmp_path_factory) -> Iterator[str]:
    """The address of the product that serves the world."""
    with servers.serving(world_db, tmp_path_factory.mktemp("mail")) as address:
        yield address


@pytest.fixture(scope="session")
def window(browser: Browser, site: str, world: World) -> Iterator[Callable[..., BrowserContext]]:
    """Windows by who sits at them and how they are set, kept open from one test to the next."""
    opened: dict[tuple[object, ...], BrowserContext] = {}

    def of(who: str, width: int, scheme: str, js: bool, scripts: bool = True) -> BrowserContext:
        """js: whether the browser runs scripts. scripts: whether it gets those of the pages."""
        key = who, width, scheme, js, scripts
        if key not in opened:
            opened[key] = context = browser.new_context(
                base_url=site, viewport={"width": width, "height": SIZES[width]}, color_scheme=scheme,
                java_script_enabled=js, reduced_motion="reduce",
            )  # fmt: skip
            if who in world.sessions:
                context.add_cookies([{"name": "sessionid", "value": world.sessions[who], "url": site}])
            if not scripts:
                context.route("**/*.js", lambda route: route.abort())
        return opened[key]

    yield of
    for context in opened.values():
        context.close()
