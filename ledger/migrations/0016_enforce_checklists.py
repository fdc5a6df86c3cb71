from pathlib import Path

from django.db import migrations

CHECKLISTS = (Path(__file__).parent.parent / "sql" / "checklists.sql").read_text()


class Migration(migrations.Migration):
    """No decision with a criterion open; not to be taken back, for the column of questions goes."""

    dependencies = [("ledger", "0015_move_questions")]

    operations = [
        migrations.RunSQL(
            CHECKLISTS, state_operations=[migrations.RemoveField(model_name="verification", name="question")]
        )
    ]
