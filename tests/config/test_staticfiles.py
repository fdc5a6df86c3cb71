"""Static files as production serves them: named by content, whole, and small enough."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from config.staticfiles import Storage

PAGES = ["/components/", "/accessibility/", "/accounts/login/", "/api/docs/", "/no-such-page/"]
MOST_BYTES_OF_CSS = 20_000
MOST_BYTES_OF_JS = 20_000
SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"')
SCRIPT = re.compile(r'<script src="/static/([^"]+)"')


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """A folder of static files, as `collectstatic` leaves it; uncompressed, which is all the time it takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "STATIC_ROOT", tmp_path_factory.mktemp("static"))
        patch.setattr(settings, "WHITENOISE_KEEP_ONLY_HASHED_FILES", True)
        patch.setattr(Storage, "compress_files", lambda storage, names: [])
        patch.setattr(staticfiles_storage, "_wrapped", Storage())
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(settings.STATIC_ROOT)


def sent(found: re.Pattern, folder: Path) -> int:
    """How many bytes of these an ordinary page makes a browser fetch."""
    names = found.findall(Client().get("/accessibility/").content.decode())
    assert names
    return sum(len(gzip.compress((folder / name).read_bytes())) for name in names)


class TestStorage:
    @pytest.mark.django_db
    @pytest.mark.parametrize("address", PAGES)
    def test_has_every_file_that_a_page_asks_for(self, collected, address):
        asked = re.findall(r"/static/([^\"'#\s]+)", Client().get(address).content.decode())

        assert asked
        assert [name for name in asked if not (collected / name).is_file()] == []

    def test_keeps_only_names_that_say_what_is_in_the_file(self, collected):
        files = [path.name for path in collected.rglob("*") if path.is_file() and path.name != "staticfiles.json"]

        assert [name for name in files if not re.search(r"\.[0-9a-f]{12}(\.\w+)*$", name)] == []

    def test_leaves_out_what_no_page_asks_for(self, collected):
        assert sum(path.stat().st_size for path in collected.rglob("*") if path.is_file()) < 6_000_000


class TestWeight:
    def test_of_the_style_sheets_of_a_page_is_small(self, collected):
        assert sent(SHEET, collected) < MOST_BYTES_OF_CSS

    def test_of_the_scripts_of_a_page_is_small(self, collected):
        assert sent(SCRIPT, collected) < MOST_BYTES_OF_JS
