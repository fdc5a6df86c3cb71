from pathlib import Path

from django.db import migrations, models

NOTICES = (Path(__file__).parent.parent / "sql" / "notices.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_create_withholdings")]

    operations = [
        migrations.AddField("notice", "quantity_g", models.BigIntegerField("quantity in g CO2e", null=True)),
        migrations.RunSQL(NOTICES, migrations.RunSQL.noop),
    ]
