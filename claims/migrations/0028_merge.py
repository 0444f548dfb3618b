import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0027_rewrite_corrections"),
        ("sources", "0009_speaker_merged_into"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=factcheck.base.new_public_id,
                        editable=False,
                        help_text="The id in addresses and in the API.",
                        max_length=10,
                        unique=True,
                        verbose_name="id",
                    ),
                ),
                ("reason", models.TextField(help_text="Why the two are one.")),
                ("at", models.DateTimeField()),
                (
                    "fields",
                    models.JSONField(
                        default=dict, help_text="What the kept one and the merged one held before, by field."
                    ),
                ),
                (
                    "moved",
                    models.JSONField(default=dict, help_text="Rows that moved, by relation, as they stood before."),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.TextField(blank=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="claims.claim",
                    ),
                ),
                (
                    "into_claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_into",
                        to="claims.claim",
                    ),
                ),
                (
                    "into_speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_into",
                        to="sources.speaker",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="sources.speaker",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim", None),
                                ("into_claim", None),
                                ("into_speaker__isnull", False),
                                ("speaker__isnull", False),
                            ),
                            models.Q(
                                ("claim__isnull", False),
                                ("into_claim__isnull", False),
                                ("into_speaker", None),
                                ("speaker", None),
                            ),
                            _connector="OR",
                        ),
                        name="merge_of_two_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("speaker", models.F("into_speaker")), _negated=True),
                        name="merge_speaker_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim", models.F("into_claim")), _negated=True),
                        name="merge_claim_into_another",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="merge_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("undone_at__isnull", True),
                            models.Q(("undone_by__isnull", False), models.Q(("undone_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="merge_undone_is_signed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("speaker",),
                        name="merge_speaker_stands_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("claim",),
                        name="merge_claim_stands_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotTheSame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_id", models.CharField(help_text="The lower public id.", max_length=10)),
                ("second_id", models.CharField(help_text="The higher one.", max_length=10)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first_id", "second_id"), name="not_the_same_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lt", models.F("second_id"))), name="not_the_same_of_two"
                    ),
                ],
            },
        ),
    ]
