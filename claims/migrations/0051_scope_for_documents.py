"""Tokens may be used for correcting documents and marking them as withdrawn."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0050_words_around_removed_ones"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="apitoken",
            name="token_scopes_known",
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read", "read what is not published"),
                        ("ingest", "hand in copy"),
                        ("review", "review and mark statements, add speakers"),
                        ("documents", "correct documents, and mark them as withdrawn by their publisher"),
                        ("claims", "draft, edit, assign and link claims, join statements to them"),
                        ("evidence", "add and remove evidence"),
                        ("propose", "write and propose verdicts"),
                        ("approve", "approve and return verdicts that somebody else proposed"),
                        ("withdraw", "withdraw published claims"),
                    ],
                    max_length=20,
                ),
                help_text="What it may be used for; never more than your role allows.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        [
                            "read",
                            "ingest",
                            "review",
                            "documents",
                            "claims",
                            "evidence",
                            "propose",
                            "approve",
                            "withdraw",
                        ],
                    )
                ),
                name="token_scopes_known",
            ),
        ),
    ]
