"""Holds for each delivery whether it may withdraw claims; of those that wait now, only what nobody handed in may."""

from django.db import migrations, models

from sources.workflow import INGESTION_UNFINISHED


def fill(apps, schema_editor):
    """Let kills of feeds and folders that are under way do what they did."""
    rows = apps.get_model("sources", "Ingestion").objects.filter(
        created_by=None, state__in=[*INGESTION_UNFINISHED, "failed"]
    )
    rows.update(may_withdraw=True)


class Migration(migrations.Migration):
    dependencies = [("sources", "0020_removed_spans")]

    operations = [
        migrations.AddField(
            model_name="ingestion",
            name="may_withdraw",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether a kill in it withdraws claims: what whoever handed it in could do, and their token.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
