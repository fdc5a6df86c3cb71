from django.db import migrations


class Migration(migrations.Migration):
    """The laws of verifications were made anew since texts can be withheld, and questions have laws of their own."""

    dependencies = [("ledger", "0016_enforce_checklists")]

    operations = [migrations.RunSQL("SELECT ledger_let_withhold()", migrations.RunSQL.noop)]
