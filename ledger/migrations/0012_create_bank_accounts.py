import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_create_agents"),
        ("ledger", "0011_backfill_due_on_of_pledges"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="bank_account",
                        serialize=False,
                        to="commons.agent",
                    ),
                ),
                ("holder_name", models.CharField(max_length=140)),
                ("iban", models.CharField(max_length=34)),
                ("given_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "given_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("holder_name", ""), _negated=True), name="bankaccount_has_a_holder"
                    ),
                    models.CheckConstraint(
                        condition=Q(("iban__regex", "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")),
                        name="bankaccount_has_an_iban",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="fund", name="iban", field=models.CharField(blank=True, editable=False, max_length=34)
        ),
        migrations.AddField(
            model_name="fund", name="account_holder", field=models.CharField(blank=True, editable=False, max_length=140)
        ),
        migrations.AddField(
            model_name="fund",
            name="minimum_payout_cents",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name="fund",
            constraint=models.CheckConstraint(
                condition=Q(("minimum_payout_cents__gte", 0)), name="fund_minimum_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="fund",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(("account_holder", ""), ("iban", "")),
                    Q(Q(("iban", ""), _negated=True), Q(("account_holder", ""), _negated=True)),
                    _connector="OR",
                ),
                name="fund_bank_account_is_whole",
            ),
        ),
    ]
