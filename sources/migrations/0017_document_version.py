"""Counts what the desk corrects about a document, so that the second to save is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0016_looks_that_failed")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveIntegerField(
                db_default=1,
                default=1,
                help_text="Counts what the desk corrects about it, for safe concurrent edits.",
            ),
        ),
    ]
