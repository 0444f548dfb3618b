"""The scope for handing in says that it puts away what was handed in by mistake, too."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0061_evidence_is_corrected_by_programs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read", "read what is not published"),
                        ("ingest", "hand in copy, and put away what was handed in by mistake"),
                        ("review", "review and mark statements, add speakers"),
                        ("documents", "correct documents, and mark them as withdrawn by their publisher"),
                        ("claims", "draft, edit, assign and link claims, join statements to them"),
                        ("evidence", "add, correct and remove evidence"),
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
    ]
