from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_backfill_quantity_of_notices")]

    operations = [
        migrations.AlterField("notice", "quantity_g", models.BigIntegerField("quantity in g CO2e")),
        migrations.AddIndex("notice", models.Index(fields=["quantity_g", "claim"], name="notice_largest")),
        migrations.AddIndex(
            "notice", models.Index(fields=["family", "quantity_g", "claim"], name="notice_family_largest")
        ),
        migrations.AddIndex(
            "notice", models.Index(fields=["country_path", "quantity_g", "claim"], name="notice_country_largest")
        ),
        migrations.AddIndex("extent", GistIndex(fields=["family_key", "spread", "period"], name="extent_overlaps")),
    ]
