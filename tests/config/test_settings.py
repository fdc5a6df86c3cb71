import os
import subprocess
import sys

import pytest

from config import env, keys

PRODUCTION = {
    "DATABASE_URL": "postgres://allocation_app@db.example.org/allocation",
    "REDIS_URL": "redis://broker.example.org/0",
    "SECRET_KEY": "production-of-a-test " * 3,
    "INSTANCE_KEY": "instance-of-a-test " * 3,
    "ALLOWED_HOSTS": "ledger.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587",
}


def manage(*arguments, **variables) -> subprocess.CompletedProcess:
    """Run manage.py with these variables and none of those that the tests set."""
    environment = {name: value for name, value in os.environ.items() if name not in env.VARIABLES}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=env.BASE_DIR,
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


class TestProduction:
    def test_passes_djangos_deployment_check(self):
        done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize("name", ["SECRET_KEY", "INSTANCE_KEY"])
    def test_does_not_start_without_a_key(self, name, tmp_path):
        variables = PRODUCTION | {name: "", "DATA_DIR": str(tmp_path)}

        done = manage("check", **variables)

        assert done.returncode != 0
        assert f"{name} is not set. Make one:" in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_answers_no_host_that_was_not_named(self):
        done = manage("check", "--deploy", "--fail-level", "WARNING", **(PRODUCTION | {"ALLOWED_HOSTS": ""}))

        assert done.returncode != 0
        assert "ALLOWED_HOSTS" in done.stderr


class TestKeys:
    def test_are_made_once_and_kept_from_others(self, tmp_path, monkeypatch):
        monkeypatch.delenv("SECRET_KEY")

        first = keys.get("SECRET_KEY", data_dir=tmp_path, may_generate=True)
        second = keys.get("SECRET_KEY", data_dir=tmp_path, may_generate=True)

        assert first == second
        assert len(first) > 50
        assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


class TestVariables:
    def test_are_all_told_in_the_docs(self):
        text = (env.BASE_DIR / "docs" / "howto" / "configure.md").read_text()

        assert env.table() in text


class TestTiles:
    @pytest.mark.parametrize(
        ("address", "allowed"),
        [
            ("", []),
            ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
            ("https://{s}.tiles.example.org:8443/{z}/{x}/{y}.png", ["https://*.tiles.example.org:8443"]),
        ],
    )
    def test_open_the_policy_for_their_own_host_and_no_other(self, address, allowed):
        assert env.origins(address) == allowed
