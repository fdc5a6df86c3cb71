import pytest

from config.checks import migrations

GOOD = "from django.db import migrations, models\nfrom ledger.models.fields import Digest\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "__init__.py").touch()
    (tmp_path / "0001_create_claims.py").write_text(GOOD)
    return tmp_path


class TestProblems:
    def test_are_none_in_a_good_history(self, folder):
        assert migrations.problems(folder) == []

    @pytest.mark.parametrize(
        ("name", "text", "problem"),
        [
            ("0002_auto_20261122.py", GOOD, "a number and a verb"),
            ("0001_add_vintage.py", GOOD, "not consecutive"),
            ("0003_add_vintage.py", GOOD, "not consecutive"),
            ("0002_add_vintage.py", "from ledger.models import Claim\n", "imports ledger.models.Claim"),
            ("0002_add_vintage.py", "from ledger.models.claims import Claim\n", "imports ledger.models.claims"),
            ("0002_add_vintage.py", "import ledger.models\n", "imports ledger.models"),
            ("0002_add_vintage.py", "x = [migrations.AddField(), migrations.RunPython()]\n", "schema and data"),
        ],
    )
    def test_tell_what_is_wrong(self, folder, name, text, problem):
        (folder / name).write_text(text)

        found = migrations.problems(folder)

        assert len(found) == 1
        assert problem in found[0]
