"""The files for containers name what is there, and nothing that starts without a health check."""

import re

import pytest
import yaml

from config import env

COMPOSE = yaml.safe_load((env.BASE_DIR / "docker-compose.yml").read_text())
DOCKERFILE = (env.BASE_DIR / "Dockerfile").read_text()
EXAMPLE = (env.BASE_DIR / ".env.example").read_text()


class TestCompose:
    def test_runs_the_five_parts_and_migrates_first(self):
        assert set(COMPOSE["services"]) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
        for name in ("web", "worker", "beat"):
            assert COMPOSE["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"

    @pytest.mark.parametrize("name", ["postgres", "redis", "worker", "beat"])
    def test_checks_the_health_of_each(self, name):
        assert COMPOSE["services"][name]["healthcheck"]["test"]

    def test_gives_the_owners_password_to_the_migration_only(self):
        services = COMPOSE["services"].items()

        holders = [name for name, service in services if "POSTGRES_PASSWORD" in str(service.get("environment"))]

        assert holders == ["postgres", "migrate"]

    def test_sets_variables_that_there_are(self):
        given = COMPOSE["services"]["migrate"]["environment"]

        assert set(given) <= set(env.VARIABLES)

    def test_asks_for_nothing_that_the_example_does_not_have(self):
        asked = re.findall(r"\$\{(\w+):\?", (env.BASE_DIR / "docker-compose.yml").read_text())

        assert all(re.search(rf"^{name}=", EXAMPLE, re.MULTILINE) for name in asked)


class TestDockerfile:
    def test_copies_what_is_there(self):
        copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)

        assert all((env.BASE_DIR / name).exists() for name in copied)

    def test_does_not_run_as_root(self):
        assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)

    def test_installs_no_embedded_server(self):
        assert "embedded" not in (env.BASE_DIR / "requirements" / "base.txt").read_text()
        assert "requirements/base.txt" in DOCKERFILE
