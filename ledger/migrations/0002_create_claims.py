from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

import commons.rules.ids
import ledger.models.fields

SQL = Path(__file__).parent.parent / "sql"
TYPES = (SQL / "claim_types.sql").read_text()
LAWS = (SQL / "claims.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_create_agents"),
        ("ledger", "0001_create_books"),
    ]

    operations = [
        migrations.RunSQL(TYPES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Asset",
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
                        choices=[
                            ("meter", "Meter"),
                            ("stove_serials", "run of stoves"),
                            ("plot", "Plot"),
                            ("vehicle", "Vehicle"),
                            ("building", "Building"),
                            ("facility", "Facility"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assets", to="commons.agent"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_column="place_path",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assets",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
                ("name", models.CharField(help_text="What its owner calls it", max_length=200)),
                ("fingerprint", models.UUIDField(db_index=True, editable=False, null=True)),
                ("shown", models.CharField(blank=True, help_text="What may be shown of the identifier", max_length=60)),
                ("serial_scope", models.CharField(blank=True, max_length=120)),
                ("serials", django.contrib.postgres.fields.ranges.BigIntegerRangeField(blank=True, null=True)),
                (
                    "outline",
                    models.JSONField(
                        blank=True, help_text="Corners of a plot: [[latitude, longitude], ...]", null=True
                    ),
                ),
                ("interior", ledger.models.fields.PolygonField(editable=False, null=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_default=django.db.models.functions.text.Concat(
                            models.Value("C-"),
                            django.db.models.functions.comparison.Cast(
                                models.Func(models.Value("ledger_claim_reference"), function="nextval"),
                                models.TextField(),
                            ),
                            output_field=models.CharField(),
                        ),
                        editable=False,
                        max_length=24,
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="commons.agent",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="ledger.asset"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_column="place_path",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="commons.place",
                        to_field="path",
                    ),
                ),
                ("methodology", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("family", models.CharField(max_length=40)),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("vintage", models.PositiveSmallIntegerField(help_text="The year in which the period ends")),
                ("inputs", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "statement",
                    models.TextField(blank=True, help_text="What was done, in the claimant's words", max_length=5000),
                ),
                ("quantity_g", models.BigIntegerField(null=True, verbose_name="quantity in g CO2e")),
                (
                    "uncertainty",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="Deducted for uncertainty, of the gross effect",
                        max_digits=7,
                        null=True,
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("self-declared", "Self Declared"),
                            ("peer-verified", "Peer Verified"),
                            ("measured", "Measured"),
                            ("accredited", "Accredited"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "declares_area",
                    models.BooleanField(default=False, help_text="For everybody in the place: a programme"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="ledger.claim",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("in_review", "in review"),
                            ("asked_back", "asked back"),
                            ("verified", "Verified"),
                            ("suspended", "Suspended"),
                            ("issued", "Issued"),
                            ("partly_reversed", "partly reversed"),
                            ("reversed", "Reversed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=15,
                    ),
                ),
                (
                    "waits_for",
                    models.CharField(blank=True, help_text="What it waits for: a peer, or verifiers", max_length=20),
                ),
                ("verifiers_needed", models.PositiveSmallIntegerField(default=1)),
                ("lot", models.UUIDField(editable=False, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16, null=True)),
                (
                    "drafted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("filed_at", models.DateTimeField(null=True)),
                (
                    "answer_by",
                    models.DateTimeField(
                        help_text="Until when what the verifier asked back can be answered", null=True
                    ),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("window_until", models.DateTimeField(help_text="Until when anyone can object", null=True)),
            ],
            options={
                "ordering": ["-filed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Extent",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="extent",
                        serialize=False,
                        to="ledger.claim",
                    ),
                ),
                ("family_key", models.BigIntegerField()),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("spread", ledger.models.fields.PlaceRangeField()),
                ("slot", django.contrib.postgres.fields.ranges.BigIntegerRangeField()),
                ("programme", models.UUIDField()),
                ("fingerprint", models.UUIDField(null=True)),
                ("serial_scope", models.CharField(blank=True, max_length=120)),
                ("serials", django.contrib.postgres.fields.ranges.BigIntegerRangeField(null=True)),
                ("interior", ledger.models.fields.PolygonField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="notice",
                        serialize=False,
                        to="ledger.claim",
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                (
                    "claimant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
                ("family", models.CharField(max_length=40)),
                ("methodology", models.CharField(max_length=40)),
                ("vintage", models.PositiveSmallIntegerField()),
                ("tier", models.CharField(max_length=15)),
                ("place_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "country_path",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Concat(
                            models.Func(
                                models.F("place_path"),
                                models.Value("."),
                                models.Value(1),
                                function="split_part",
                                output_field=models.TextField(),
                            ),
                            models.Value("."),
                            models.Func(
                                models.F("place_path"),
                                models.Value("."),
                                models.Value(2),
                                function="split_part",
                                output_field=models.TextField(),
                            ),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "region_path",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Concat(
                            models.Func(
                                models.F("place_path"),
                                models.Value("."),
                                models.Value(1),
                                function="split_part",
                                output_field=models.TextField(),
                            ),
                            models.Value("."),
                            models.Func(
                                models.F("place_path"),
                                models.Value("."),
                                models.Value(2),
                                function="split_part",
                                output_field=models.TextField(),
                            ),
                            models.Value("."),
                            models.Func(
                                models.F("place_path"),
                                models.Value("."),
                                models.Value(3),
                                function="split_part",
                                output_field=models.TextField(),
                            ),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "ordering": ["-filed_at", "-claim_id"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="ledger.claim"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
                ("file", models.FileField(blank=True, max_length=200, upload_to="evidence")),
                ("name", models.CharField(blank=True, max_length=200)),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.BinaryField(max_length=32, null=True)),
                ("fingerprint", models.BinaryField(max_length=32)),
                (
                    "live",
                    models.BooleanField(
                        default=False, editable=False, help_text="Kept by the database from the claim's state"
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Accreditation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accreditations", to="commons.agent"
                    ),
                ),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("term", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="When it was ended before its term", null=True),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["families"], name="accreditation_by_family")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("families__len__gt", 0)), name="accreditation_names_families"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term__isempty", False), ("term__lower_inf", False), ("term__upper_inf", False)
                        ),
                        name="accreditation_has_a_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="ledger.claim",
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="commons.agent"
                    ),
                ),
                ("assigned_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True, help_text="When it was passed on to another, undecided", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("approve", "approved"), ("reject", "rejected")], max_length=10
                    ),
                ),
                ("criteria", models.JSONField(default=dict, help_text="Per criterion: met, not_met or cannot_say")),
                ("question", models.TextField(blank=True, help_text="What was asked back", max_length=5000)),
                ("reasons", models.TextField(blank=True, max_length=5000)),
                ("salt", models.BinaryField(max_length=16, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="ledger.claim"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="commons.agent"
                    ),
                ),
                ("reasons", models.TextField(max_length=5000)),
                ("raised_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commons.agent",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("dismissed", "Dismissed"), ("upheld", "Upheld")], max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=5000)),
                ("salt", models.BinaryField(max_length=16, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["meter", "stove_serials", "plot", "vehicle", "building", "facility"])),
                name="asset_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fingerprint", None), ("interior__isnull", False), ("kind", "plot"), ("serials", None)),
                    models.Q(
                        ("fingerprint", None),
                        ("interior__isnull", True),
                        ("kind", "stove_serials"),
                        ("serials__isnull", False),
                        models.Q(("serial_scope", ""), _negated=True),
                        ("serials__isempty", False),
                        ("serials__lower_inf", False),
                        ("serials__upper_inf", False),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["plot", "stove_serials"]), _negated=True),
                        ("fingerprint__isnull", False),
                        ("interior__isnull", True),
                        ("serials", None),
                    ),
                    _connector="OR",
                ),
                name="asset_is_told_apart",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["claimant"], name="claim_by_claimant"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["state"], name="claim_by_state"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("programme__isnull", False)), fields=["programme"], name="claim_members"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("state", "verified")), fields=["window_until", "id"], name="claim_due"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("waits_for", ""), _negated=True), fields=["filed_at", "id"], name="claim_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("reference",), name="claim_reference_is_its_own"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "in_review",
                            "asked_back",
                            "verified",
                            "suspended",
                            "issued",
                            "partly_reversed",
                            "reversed",
                            "rejected",
                            "withdrawn",
                        ],
                    )
                ),
                name="claim_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier__in", ["self-declared", "peer-verified", "measured", "accredited"])),
                name="claim_tier_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tier", "self-declared"), _negated=True),
                    ("state__in", ["draft", "submitted", "rejected", "withdrawn"]),
                    _connector="OR",
                ),
                name="claim_self_declared_is_only_shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity_g__gt", 0), models.Q(("quantity_g", None), ("state", "draft")), _connector="OR"
                ),
                name="claim_quantity_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period__isempty", False), ("period__lower_inf", False), ("period__upper_inf", False)
                ),
                name="claim_period_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "withdrawn"]),
                    models.Q(("filed_at__isnull", False), ("lot__isnull", False), ("verifiers_needed__gte", 1)),
                    _connector="OR",
                ),
                name="claim_is_filed_unless_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at", None), ("window_until", None)),
                    ("window_until__gte", models.F("verified_at")),
                    _connector="OR",
                ),
                name="claim_window_follows_verification",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["verified", "suspended", "issued", "partly_reversed", "reversed"]), _negated=True
                    ),
                    models.Q(("verified_at__isnull", False), ("window_until__isnull", False)),
                    _connector="OR",
                ),
                name="claim_verified_has_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(
                        models.Q(("confirmed_by", models.F("claimant")), _negated=True),
                        models.Q(("confirmed_by", models.F("filed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claim_peer_is_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("programme", None), ("declares_area", False), _connector="OR"),
                name="claim_member_is_no_programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)), fields=("fingerprint",), name="evidence_once_among_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("claim", "fingerprint"), name="evidence_once_a_claim"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="evidence_is_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)), fields=("claim", "by"), name="objection_one_open_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outcome__in", ["dismissed", "upheld"]),
                    ),
                    _connector="OR",
                ),
                name="objection_is_decided_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("by")), _negated=True), _connector="OR"
                ),
                name="objection_not_decided_by_its_raiser",
            ),
        ),
        migrations.AddIndex(
            model_name="verification",
            index=models.Index(
                condition=models.Q(("decided_at", None), ("released_at", None)),
                fields=["due_at"],
                name="verification_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.UniqueConstraint(fields=("claim", "verifier"), name="verification_once_a_verifier"),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "approve", "reject"])), name="verification_outcome_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="verification_is_decided_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_at", None), ("decided_at", None), _connector="OR"),
                name="verification_released_is_not_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("assigned_at"))), name="verification_is_due_after_the_draw"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["filed_at", "claim"], name="notice_list"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["claimant", "filed_at", "claim"], name="notice_by_claimant"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["family", "filed_at", "claim"], name="notice_by_family"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["vintage", "filed_at", "claim"], name="notice_by_vintage"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["tier", "filed_at", "claim"], name="notice_by_tier"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["country_path", "filed_at", "claim"], name="notice_by_country"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["region_path", "filed_at", "claim"], name="notice_by_region"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["place_path", "filed_at", "claim"], name="notice_by_place"),
        ),
        migrations.RunSQL(LAWS, migrations.RunSQL.noop),
    ]
