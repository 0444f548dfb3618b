"""Documents carry the sketch of their words, by which copies are found."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import factcheck.base


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0003_fetch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyProposal",
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
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When this row was made.")),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When this row last changed.")),
                (
                    "score",
                    models.FloatField(
                        help_text="Share of the shorter text's runs of five words that both have, from 0 to 1."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed: one origin"),
                            ("split", "Split: two origins"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="bands",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                blank=True,
                default=list,
                editable=False,
                help_text="Hashes of which copies of one dispatch share some.",
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(fields=["bands"], name="document_bands_gin"),
        ),
        migrations.AddField(
            model_name="copyproposal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="copyproposal",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="copy_proposals", to="sources.document"
            ),
        ),
        migrations.AddField(
            model_name="copyproposal",
            name="origin",
            field=models.ForeignKey(
                help_text="The dispatch, or the earliest copy of it.",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="sources.document",
            ),
        ),
        migrations.AddIndex(
            model_name="copyproposal",
            index=models.Index(
                condition=models.Q(("state", "proposed")), fields=["created_at"], name="copy_proposal_open_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="copyproposal",
            constraint=models.UniqueConstraint(fields=("document", "origin"), name="copy_proposal_once"),
        ),
        migrations.AddConstraint(
            model_name="copyproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("document", models.F("origin")), _negated=True), name="copy_proposal_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="copyproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "split"])), name="copy_proposal_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="copyproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0.0), ("score__lte", 1.0)), name="copy_proposal_score_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="copyproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("state", "proposed")),
                    models.Q(models.Q(("state", "proposed"), _negated=True), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="copy_proposal_decided_by_a_person",
                violation_error_message="Only a person confirms or splits a proposal.",
            ),
        ),
    ]
