"""The demo, as a newcomer runs it: twice."""

import re
import subprocess
import sys

from django.conf import settings


def demo() -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(told: str) -> list[str]:
    return re.findall(r"^(?:Claims|Tokens|Money) .*$", told, re.MULTILINE)


class TestDemo:
    def test_goes_round_the_loop_and_the_second_time_changes_nothing(self, committed_db, monkeypatch, tmp_path):
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.delenv("DJANGO_SETTINGS_MODULE")

        first, second = demo(), demo()

        assert "both hold" in first
        assert not re.search("BROKEN", first + second)
        assert re.search(r"laws hold$", first, re.MULTILINE)
        assert figures(first) == figures(second) != []
        assert "Nothing was due." in second
        assert "claimed already in that period" in first
        assert "asha@demo.example" in first
