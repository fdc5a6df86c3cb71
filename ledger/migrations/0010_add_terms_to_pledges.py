from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Func, Q, Value

LAWS = (Path(__file__).parent.parent / "sql" / "pledges.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_enforce_quantity_of_notices")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE ledger_pledge_number", "DROP SEQUENCE ledger_pledge_number"),
        migrations.AddField(
            model_name="pledge",
            name="number",
            field=models.BigIntegerField(
                db_default=Func(Value("ledger_pledge_number"), function="nextval"), editable=False, unique=True
            ),
        ),
        migrations.AddField(
            model_name="pledge", name="due_on", field=models.DateField(blank=True, editable=False, null=True)
        ),
        migrations.AlterField(
            model_name="pledge", name="cap_cents", field=models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="pledge",
            name="cadence",
            field=models.CharField(
                choices=[
                    ("once", "Once"),
                    ("monthly", "Monthly"),
                    ("quarterly", "Quarterly"),
                    ("yearly", "Yearly"),
                ],
                default="once",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="pledge", name="pledge_instalment_within_cap"),
        migrations.RemoveConstraint(model_name="pledge", name="pledge_once_is_one_instalment"),
        migrations.RemoveConstraint(model_name="pledge", name="pledge_cadence_is_known"),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                name="pledge_instalment_within_cap",
                condition=Q(instalment_cents__gt=0) & (Q(cap_cents=None) | Q(instalment_cents__lte=F("cap_cents"))),
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                name="pledge_once_is_one_instalment",
                condition=~Q(cadence="once")
                | Q(cap_cents__isnull=False, instalment_cents=F("cap_cents"), ends_on=None),
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                name="pledge_cadence_is_known", condition=Q(cadence__in=["once", "monthly", "quarterly", "yearly"])
            ),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(condition=Q(state="active"), fields=["due_on", "id"], name="pledge_to_fall_due"),
        ),
        migrations.RunSQL(LAWS, migrations.RunSQL.noop),
    ]
