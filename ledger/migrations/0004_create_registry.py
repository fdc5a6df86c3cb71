from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

import commons.rules.ids

LAWS = (Path(__file__).parent.parent / "sql" / "registry.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_create_agents"),
        ("ledger", "0003_create_funds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExternalIssuance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("registry", models.CharField(db_collation="C", max_length=60)),
                ("quantity_g", models.BigIntegerField(verbose_name="quantity in g CO2e")),
                ("buffer_g", models.BigIntegerField(null=True, verbose_name="of that, in the registry's buffer")),
                ("retired_g", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("cancelled_g", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("vintage", models.PositiveSmallIntegerField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("period_start", models.DateField(null=True)),
                ("period_end", models.DateField(null=True)),
                ("methodology", models.CharField(blank=True, help_text="As the registry spells it", max_length=300)),
                (
                    "protocols",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=300)),
                ("serial", models.CharField(blank=True, max_length=200)),
                ("block", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("serials", django.contrib.postgres.fields.ranges.BigIntegerRangeField(null=True)),
                (
                    "block_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Concat(
                                models.F("registry"),
                                models.Value(" "),
                                models.F("block"),
                                output_field=models.TextField(),
                            ),
                            models.Value(0),
                            function="hashtextextended",
                            output_field=models.BigIntegerField(),
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                ("fingerprint", models.UUIDField(editable=False)),
                ("occurrence", models.PositiveIntegerField(editable=False)),
                ("line", models.PositiveBigIntegerField(help_text="Where it stood in the file")),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ExternalWithdrawal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("retirement", "Retirement"), ("cancellation", "Cancellation")], max_length=12
                    ),
                ),
                ("registry", models.CharField(db_collation="C", max_length=60)),
                ("quantity_g", models.BigIntegerField(verbose_name="quantity in g CO2e")),
                ("vintage", models.PositiveSmallIntegerField(null=True)),
                ("used_on", models.DateField(null=True)),
                ("serial", models.CharField(blank=True, max_length=200)),
                ("block", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("serials", django.contrib.postgres.fields.ranges.BigIntegerRangeField(null=True)),
                (
                    "block_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.functions.text.Concat(
                                models.F("registry"),
                                models.Value(" "),
                                models.F("block"),
                                output_field=models.TextField(),
                            ),
                            models.Value(0),
                            function="hashtextextended",
                            output_field=models.BigIntegerField(),
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                ("fingerprint", models.UUIDField(editable=False)),
                ("occurrence", models.PositiveIntegerField(editable=False)),
                ("line", models.PositiveBigIntegerField(help_text="Where it stood in the file")),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ExternalProject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("registry", models.CharField(db_collation="C", max_length=60)),
                ("code", models.CharField(db_collation="C", help_text="Its number in the registry", max_length=60)),
                ("name", models.CharField(blank=True, max_length=300)),
                ("methodology", models.CharField(blank=True, help_text="As the registry spells it", max_length=300)),
                (
                    "protocols",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("project_type", models.CharField(blank=True, max_length=300)),
                ("country", models.CharField(blank=True, max_length=300)),
                ("status", models.CharField(blank=True, max_length=300)),
                ("crediting_start", models.DateField(blank=True, null=True)),
                ("crediting_end", models.DateField(blank=True, null=True)),
                (
                    "estimated_yearly_g",
                    models.BigIntegerField(blank=True, null=True, verbose_name="expected g CO2e a year"),
                ),
            ],
            options={
                "ordering": ["registry", "code"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("registry", "Registry"), ("projects", "Projects"), ("measurements", "Measurements")],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(help_text="The file's name when it was first read", max_length=200)),
                ("digest", models.BinaryField(help_text="SHA-256 of its bytes", max_length=32)),
                ("counts", models.JSONField(default=dict)),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ExternalClaim",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="external",
                        serialize=False,
                        to="ledger.claim",
                    ),
                ),
                ("serials", django.contrib.postgres.fields.ranges.BigIntegerRangeField()),
                (
                    "live",
                    models.BooleanField(
                        default=False, editable=False, help_text="Kept by the database from the claim's state"
                    ),
                ),
                (
                    "issuance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="ledger.externalissuance"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExternalMatch",
            fields=[
                (
                    "withdrawal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="match",
                        serialize=False,
                        to="ledger.externalwithdrawal",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-issued", "not-issued"),
                            ("other-serials", "other-serials"),
                            ("reaches-past", "reaches-past"),
                            ("ambiguous", "ambiguous"),
                            ("nothing-left", "nothing-left"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "external matches",
            },
        ),
        migrations.AddField(
            model_name="externalwithdrawal",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="ledger.externalproject"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalproject",
            constraint=models.UniqueConstraint(fields=("registry", "code"), name="externalproject_once_a_registry"),
        ),
        migrations.AddConstraint(
            model_name="externalproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("registry__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="externalproject_registry_is_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True), name="externalproject_code_is_given"
            ),
        ),
        migrations.AddField(
            model_name="externalissuance",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="issuances", to="ledger.externalproject"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="commons.agent",
            ),
        ),
        migrations.AddField(
            model_name="externalwithdrawal",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="ledger.importrun",
            ),
        ),
        migrations.AddField(
            model_name="externalissuance",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issuances",
                to="ledger.importrun",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalclaim",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("live", True)),
                expressions=[("issuance", "="), ("serials", "&&")],
                name="externalclaim_serials_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("serials__isempty", False), ("serials__lower_inf", False), ("serials__upper_inf", False)
                ),
                name="externalclaim_serials_are_whole",
            ),
        ),
        migrations.AddField(
            model_name="externalmatch",
            name="issuance",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to="ledger.externalissuance",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(fields=("kind", "digest"), name="importrun_once_a_file"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["registry", "projects", "measurements"])),
                name="importrun_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalwithdrawal",
            constraint=models.UniqueConstraint(
                fields=("fingerprint", "occurrence"), name="externalwithdrawal_read_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalwithdrawal",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("serials__isnull", False)),
                expressions=[("block_key", "="), ("serials", "&&")],
                name="externalwithdrawal_serials_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["retirement", "cancellation"])),
                name="externalwithdrawal_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_g__gt", 0)), name="externalwithdrawal_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("serials", None),
                    models.Q(
                        ("serials__isempty", False),
                        ("serials__lower_inf", False),
                        ("serials__upper_inf", False),
                        models.Q(("block", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="externalwithdrawal_serials_are_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="externalissuance",
            index=models.Index(fields=["registry", "vintage", "id"], name="externalissuance_list"),
        ),
        migrations.AddIndex(
            model_name="externalissuance",
            index=django.contrib.postgres.indexes.GinIndex(fields=["protocols"], name="externalissuance_by_protocol"),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.UniqueConstraint(fields=("fingerprint", "occurrence"), name="externalissuance_read_once"),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("serials", None), models.Q(("block", ""), _negated=True)),
                fields=("registry", "block"),
                name="externalissuance_block_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("serials__isnull", False)),
                expressions=[("block_key", "="), ("serials", "&&")],
                name="externalissuance_serials_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_g__gt", 0)), name="externalissuance_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("buffer_g", None),
                    models.Q(("buffer_g__gte", 0), ("buffer_g__lte", models.F("quantity_g"))),
                    _connector="OR",
                ),
                name="externalissuance_buffer_is_part_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_g__gte", 0),
                    (
                        "quantity_g__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("retired_g"), "+", models.F("cancelled_g")
                        ),
                    ),
                    ("retired_g__gte", 0),
                ),
                name="externalissuance_used_at_most_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("serials", None),
                    models.Q(
                        ("serials__isempty", False),
                        ("serials__lower_inf", False),
                        ("serials__upper_inf", False),
                        models.Q(("block", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="externalissuance_serials_are_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalissuance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_start", None),
                    ("period_end", None),
                    ("period_end__gte", models.F("period_start")),
                    _connector="OR",
                ),
                name="externalissuance_ends_after_it_began",
            ),
        ),
        migrations.AddIndex(
            model_name="externalmatch",
            index=models.Index(
                condition=models.Q(("issuance", None)), fields=["reason", "withdrawal"], name="externalmatch_none"
            ),
        ),
        migrations.AddConstraint(
            model_name="externalmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issuance", None), models.Q(("reason", ""), _negated=True)),
                    models.Q(("issuance__isnull", False), ("reason", "")),
                    _connector="OR",
                ),
                name="externalmatch_is_one_or_a_reason",
            ),
        ),
        migrations.RunSQL(LAWS, migrations.RunSQL.noop),
    ]
