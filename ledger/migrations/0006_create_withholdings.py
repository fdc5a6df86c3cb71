from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import commons.rules.ids
import ledger.rules.commitments

LAWS = (Path(__file__).parent.parent / "sql" / "withholding.sql").read_text()
OPEN = models.Q(("replaced_at", None), ("restored_at", None))


def agent(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commons.agent", **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_create_agents"),
        ("ledger", "0005_add_door"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE ledger_withholding_number", "DROP SEQUENCE ledger_withholding_number"),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("ledger_withholding_number"), function="nextval"),
                        editable=False,
                        unique=True,
                    ),
                ),
                ("subject_kind", models.CharField(max_length=30)),
                ("subject_id", models.UUIDField()),
                ("field", models.CharField(max_length=30)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("personal", "personal data of somebody else"),
                            ("abusive", "abusive or hateful"),
                            ("unlawful", "unlawful"),
                            ("rights", "somebody else's rights"),
                            ("harmful", "harmful content"),
                            ("unrelated", "advertising, or nothing to do with it"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        help_text="In the operator's words: shown to its author and to operators", max_length=2000
                    ),
                ),
                (
                    "notice",
                    models.CharField(editable=False, help_text="What stands in its place", max_length=200),
                ),
                ("kept", models.TextField(blank=True, editable=False)),
                (
                    "salt",
                    models.BinaryField(default=ledger.rules.commitments.new_salt, max_length=16, null=True),
                ),
                ("commitment", models.CharField(editable=False, max_length=64)),
                (
                    "withheld_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("restored_at", models.DateTimeField(editable=False, null=True)),
                ("restored_because", models.TextField(blank=True, max_length=2000)),
                (
                    "replaced_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When what its author wrote in its place was withheld too",
                        null=True,
                    ),
                ),
                ("restored_by", agent(db_index=False, null=True)),
                ("whose", agent(help_text="Who wrote or added it", null=True)),
                ("withheld_by", agent(db_index=False)),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=OPEN,
                        fields=("subject_id", "subject_kind", "field"),
                        name="withholding_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["personal", "abusive", "unlawful", "rights", "harmful", "unrelated"])
                        ),
                        name="withholding_ground_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="withholding_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restored_at", None), ("restored_because", ""), ("restored_by", None)),
                            models.Q(
                                ("kept", ""),
                                ("restored_at__isnull", False),
                                ("restored_by__isnull", False),
                                models.Q(("restored_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="withholding_is_restored_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("salt", models.BinaryField(default=ledger.rules.commitments.new_salt, max_length=16)),
                (
                    "corrected_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("by", agent(db_index=False)),
                (
                    "corrected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="ledger.entry"
                    ),
                ),
                (
                    "correction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrects", to="ledger.entry"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("corrected", models.F("correction")), _negated=True),
                        name="correction_is_another_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="correction_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LAWS, migrations.RunSQL.noop),
    ]
