"""Holds since when a document is put away, and why."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sources", "0021_ingestion_may_withdraw")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="put_away_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when the desk has it put away; empty while it is worked on.", null=True
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="put_away_reason",
            field=models.TextField(blank=True, db_default="", default="", help_text="Why it was put away."),
        ),
        AddConstraintNotValid(
            model_name="document",
            constraint=models.CheckConstraint(
                name="document_put_away_has_reason",
                condition=Q(put_away_at__isnull=True, put_away_reason="")
                | Q(put_away_at__isnull=False) & ~Q(put_away_reason=""),
                violation_error_message="What is put away says why, and nothing else does.",
            ),
        ),
    ]
