from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import commons.rules.ids
import ledger.rules.commitments

LAWS = (Path(__file__).parent.parent / "sql" / "funds.sql").read_text()
NUMBERS = """
CREATE SEQUENCE ledger_batch_number;
CREATE SEQUENCE ledger_retirement_number;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_create_agents"),
        ("ledger", "0002_create_claims"),
    ]

    operations = [
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Batch",
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
                        db_default=models.Func(models.Value("ledger_batch_number"), function="nextval"),
                        editable=False,
                        unique=True,
                    ),
                ),
                ("family", models.CharField(max_length=40)),
                ("vintage", models.PositiveSmallIntegerField()),
                ("quantity_g", models.BigIntegerField()),
                ("buffer_g", models.BigIntegerField()),
                ("verified_at", models.DateTimeField()),
                (
                    "issued_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("open", models.BooleanField(default=True, editable=False)),
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch",
                        to="ledger.claim",
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="commons.agent",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_column="place_path",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Fund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=2000)),
                (
                    "founded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fund", to="commons.agent"
                    ),
                ),
                (
                    "currency",
                    models.ForeignKey(
                        db_index=False,
                        default="EUR",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["founded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cents", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("sent", "Sent"),
                            ("paid", "Paid"),
                            ("refused", "Refused"),
                            ("retried", "Retried"),
                        ],
                        default="prepared",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("bank_reference", models.CharField(blank=True, max_length=140, null=True, unique=True)),
                ("refusal", models.CharField(blank=True, max_length=30)),
                (
                    "prepared_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "claimant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payouts", to="commons.agent"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="ledger.fund",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="payout",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "ordering": ["prepared_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ("family", models.CharField(blank=True, max_length=40)),
                ("vintage_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vintage_until", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "cadence",
                    models.CharField(choices=[("once", "Once"), ("monthly", "Monthly")], default="once", max_length=10),
                ),
                ("instalment_cents", models.BigIntegerField()),
                ("cap_cents", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("benefit", models.TextField(blank=True, max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("fulfilled", "Fulfilled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="active",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "pledged_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="ledger.fund"
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="commons.agent"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_column="place_path",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
            ],
            options={
                "ordering": ["pledged_at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("family", models.CharField(max_length=40)),
                ("cents_per_tonne", models.BigIntegerField()),
                ("announced_at", models.DateTimeField()),
                ("applies_from", models.DateTimeField()),
                ("applies_until", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="ledger.fund"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_column="place_path",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
            ],
            options={
                "ordering": ["fund", "family", "applies_from"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("family", models.CharField(blank=True, max_length=40)),
                ("vintage_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vintage_until", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("pledge", "Pledge"), ("grant", "Grant"), ("charge", "Charge")], max_length=10
                    ),
                ),
                ("cents", models.BigIntegerField()),
                ("bank_reference", models.CharField(max_length=140)),
                ("arrived_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("open", models.BooleanField(default=True, editable=False)),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="ledger.fund"
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        help_text="to whom funded tokens go",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="commons.agent",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="commons.agent"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_column="place_path",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="ledger.pledge",
                    ),
                ),
            ],
            options={
                "ordering": ["arrived_at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("grams", models.BigIntegerField()),
                ("cents", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="ledger.batch",
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="ledger.price",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="ledger.receipt",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cents", models.BigIntegerField()),
                ("reason", models.TextField(max_length=2000)),
                ("bank_reference", models.CharField(max_length=140, unique=True)),
                (
                    "refunded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="ledger.receipt"
                    ),
                ),
            ],
            options={
                "ordering": ["refunded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Retirement",
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
                        db_default=models.Func(models.Value("ledger_retirement_number"), function="nextval"),
                        editable=False,
                        unique=True,
                    ),
                ),
                ("quantity_g", models.BigIntegerField()),
                ("beneficiary", models.CharField(blank=True, max_length=200)),
                ("beneficiary_is_public", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("salt", models.BinaryField(default=ledger.rules.commitments.new_salt, null=True)),
                (
                    "consumed",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        blank=True, help_text="the period whose emissions this answers for", null=True
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="retirements", to="ledger.batch"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="retirements", to="commons.agent"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity_g", models.BigIntegerField()),
                ("own_g", models.BigIntegerField()),
                ("buffer_g", models.BigIntegerField()),
                ("pool_g", models.BigIntegerField()),
                ("debt_g", models.BigIntegerField()),
                ("reason", models.TextField(max_length=2000)),
                ("salt", models.BinaryField(default=ledger.rules.commitments.new_salt, null=True)),
                ("occurred_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reversals", to="ledger.batch"
                    ),
                ),
                (
                    "reversed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commons.agent"
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[("task", "Task"), ("command", "Command"), ("admin", "Admin")], max_length=10
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("chunks", models.PositiveIntegerField(default=0, editable=False)),
                ("counts", models.JSONField(default=dict, editable=False)),
                ("refusals", models.JSONField(default=dict, editable=False)),
                ("proof", models.JSONField(default=dict, editable=False)),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("open", True)), fields=["verified_at", "claim"], name="batch_to_fund"
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("buffer_g__gt", 0)), fields=["family", "number"], name="batch_with_buffer"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_g__gt", 0)), name="batch_quantity_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("buffer_g__gte", 0), ("buffer_g__lte", models.F("quantity_g"))),
                name="batch_buffer_is_a_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("vintage__range", (1990, 2200))), name="batch_vintage_is_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="payout_is_money"),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    models.Q(("bank_reference__isnull", False), models.Q(("bank_reference", ""), _negated=True)),
                    _connector="OR",
                ),
                name="payout_paid_has_a_bank_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refused", "retried"]), _negated=True),
                    models.Q(("refusal", ""), _negated=True),
                    _connector="OR",
                ),
                name="payout_refused_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["prepared", "sent", "paid", "refused", "retried"])),
                name="payout_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["prepared", "sent", "refused"])),
                fields=("fund", "claimant"),
                name="payout_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vintage_from", None), ("vintage_until", None)),
                    models.Q(
                        ("vintage_from__gte", 1990),
                        ("vintage_from__lte", models.F("vintage_until")),
                        ("vintage_until__lte", 2200),
                    ),
                    _connector="OR",
                ),
                name="pledge_vintages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("instalment_cents__gt", 0), ("instalment_cents__lte", models.F("cap_cents"))),
                name="pledge_instalment_within_cap",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cadence", "once"), _negated=True),
                    models.Q(("ends_on", None), ("instalment_cents", models.F("cap_cents"))),
                    _connector="OR",
                ),
                name="pledge_once_is_one_instalment",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="pledge_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("cadence__in", ["once", "monthly"])), name="pledge_cadence_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "paused", "fulfilled", "withdrawn"])),
                name="pledge_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents_per_tonne__gt", 0), ("cents_per_tonne__lte", 1000000)),
                name="price_is_a_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("announced_at__lt", models.F("applies_from"))),
                name="price_announced_before_it_applies",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("applies_until", None), ("applies_until__gt", models.F("applies_from")), _connector="OR"
                ),
                name="price_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("family", ""), _negated=True), name="price_names_a_family"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("fund", "="),
                    ("family", "="),
                    ("place", "="),
                    (
                        models.Func(
                            "applies_from",
                            "applies_until",
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="price_one_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("open", True)), fields=["arrived_at", "id"], name="receipt_to_spend"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vintage_from", None), ("vintage_until", None)),
                    models.Q(
                        ("vintage_from__gte", 1990),
                        ("vintage_from__lte", models.F("vintage_until")),
                        ("vintage_until__lte", 2200),
                    ),
                    _connector="OR",
                ),
                name="receipt_vintages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="receipt_is_money"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["pledge", "grant", "charge"])), name="receipt_source_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pledge__isnull", False), ("source", "pledge")),
                    models.Q(models.Q(("source", "pledge"), _negated=True), ("pledge", None)),
                    _connector="OR",
                ),
                name="receipt_of_a_pledge_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_reference", ""), _negated=True), name="receipt_has_a_bank_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("source", "bank_reference"), name="receipt_arrives_once"),
        ),
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0), ("grams__gt", 0)), name="funding_moves_both"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="refund_is_money"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("bank_reference", ""), _negated=True), name="refund_has_a_bank_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="retirement",
            constraint=models.CheckConstraint(condition=models.Q(("quantity_g__gt", 0)), name="retirement_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("buffer_g__gte", 0),
                    ("debt_g__gte", 0),
                    ("own_g__gte", 0),
                    ("pool_g__gte", 0),
                    ("quantity_g__gt", 0),
                    (
                        "quantity_g",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("own_g"), "+", models.F("buffer_g")
                                ),
                                "+",
                                models.F("pool_g"),
                            ),
                            "+",
                            models.F("debt_g"),
                        ),
                    ),
                ),
                name="reversal_is_borne_in_full",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("trigger__in", ["task", "command", "admin"])), name="run_trigger_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"),
                name="run_ends_after_it_started",
            ),
        ),
        migrations.RunSQL(LAWS, migrations.RunSQL.noop),
    ]
