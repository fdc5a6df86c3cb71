import django.db.models.deletion
from django.db import migrations, models


def account(related_name):
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name=related_name,
        to="ledger.account",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_create_bank_accounts")]

    operations = [
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["debit", "id"], name="transfer_by_debit")
        ),
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["credit", "id"], name="transfer_by_credit")
        ),
        migrations.AlterField(model_name="transfer", name="debit", field=account("debited")),
        migrations.AlterField(model_name="transfer", name="credit", field=account("credited")),
    ]
