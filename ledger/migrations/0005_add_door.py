from pathlib import Path

from django.db import migrations

DOOR = (Path(__file__).parent.parent / "sql" / "door.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_create_registry")]

    operations = [migrations.RunSQL(DOOR, "DROP FUNCTION ledger_record_all")]
