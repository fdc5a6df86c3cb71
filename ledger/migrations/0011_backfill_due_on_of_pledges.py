from django.db import migrations

# The sweep goes on from the first instalment, and says of each once that it fell due.
FILL = "UPDATE ledger_pledge SET due_on = starts_on WHERE state IN ('active', 'paused')"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_add_terms_to_pledges")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
