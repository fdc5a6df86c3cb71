from config import doctor
from tests.config.test_settings import PRODUCTION, manage


class TestExamine:
    def test_finds_nothing_grave_in_a_migrated_database(self, db):
        findings = doctor.examine()

        assert [finding for finding in findings if finding.grave and not finding.well] == []
        assert {"python", "database", "extensions", "migrations", "broker", "disk"} <= {f.part for f in findings}

    def test_has_a_remedy_for_whatever_is_not_well(self, db):
        assert all(finding.remedy for finding in doctor.examine() if not finding.well)


class TestCommand:
    def test_says_what_to_do_without_a_database_and_fails(self, tmp_path):
        variables = PRODUCTION | {
            "DATABASE_URL": "postgres://allocation_app@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9/0",
            "DATA_DIR": str(tmp_path),
        }

        done = manage("doctor", **variables)

        assert done.returncode == 1
        assert "FAIL database" in done.stdout
        assert "Start PostgreSQL" in done.stdout
        assert "FAIL broker" in done.stdout
        assert "Not well: database, broker" in done.stderr
