from datetime import timedelta

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import commons.rules.ids


class Migration(migrations.Migration):
    """Drafts that are begun before all is known, and what verifiers keep of their checklists and questions."""

    dependencies = [("ledger", "0013_alter_indexes_of_transfers")]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=commons.rules.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.TextField(max_length=5000)),
                ("asked_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=5000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                (
                    "verification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="ledger.verification",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(answered_at=None), fields=["verification"], name="question_one_open_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=Q(answer_by__gte=F("asked_at") + timedelta(days=3))
                        & Q(answer_by__lte=F("asked_at") + timedelta(days=30)),
                        name="question_leaves_time_to_answer",
                    ),
                    models.CheckConstraint(
                        condition=Q(answered_at__isnull=False) | Q(answer=""),
                        name="question_is_answered_in_words_or_not",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="verification",
            name="asked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                default=list,
                help_text="Criteria that need a finding",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="declared_at",
            field=models.DateTimeField(blank=True, help_text="When they said that they have no part in it", null=True),
        ),
        migrations.AddField(
            model_name="verification",
            name="notes",
            field=models.JSONField(blank=True, default=dict, help_text="Per criterion: what was seen"),
        ),
        migrations.AddField(
            model_name="verification",
            name="released_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("overdue", "it was not decided in time"),
                    ("conflict", "the verifier has a part in it"),
                    ("no_time", "the verifier had no time"),
                    ("settled", "the claim was settled without them"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="saved",
            field=models.JSONField(
                blank=True, default=dict, help_text="The half-done checklist; theirs alone, then emptied"
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=Q(released_because="") | Q(released_at__isnull=False),
                name="verification_release_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=Q(decided_at=None) | Q(saved={}), name="verification_saves_nothing_once_decided"
            ),
        ),
        migrations.RemoveConstraint(model_name="claim", name="claim_tier_is_known"),
        migrations.AlterField(
            model_name="claim",
            name="period",
            field=django.contrib.postgres.fields.ranges.DateRangeField(null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="place",
            field=models.ForeignKey(
                db_column="place_path",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="commons.place",
                to_field="path",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="tier",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self-declared", "Self Declared"),
                    ("peer-verified", "Peer Verified"),
                    ("measured", "Measured"),
                    ("accredited", "Accredited"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="vintage",
            field=models.PositiveSmallIntegerField(help_text="The year in which the period ends", null=True),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=Q(tier__in=["self-declared", "peer-verified", "measured", "accredited"])
                | Q(tier="", filed_at=None),
                name="claim_tier_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=Q(filed_at=None) | Q(place__isnull=False, period__isnull=False, vintage__isnull=False),
                name="claim_is_whole_unless_draft",
            ),
        ),
    ]
