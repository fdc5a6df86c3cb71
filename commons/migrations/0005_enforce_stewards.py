from pathlib import Path

from django.db import migrations

STEWARDS = (Path(__file__).parent.parent / "sql" / "memberships.sql").read_text()
UNDO = """
DROP VIEW commons_behind;
DROP TRIGGER membership_keeps_a_steward ON commons_membership;
DROP FUNCTION commons_keep_a_steward;
"""


class Migration(migrations.Migration):
    dependencies = [("commons", "0004_add_people")]

    operations = [migrations.RunSQL(STEWARDS, UNDO)]
