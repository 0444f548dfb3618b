"""Gives documents a sketch, by which most that share a band by chance are told apart without reading their words."""

from django.db import migrations, models

from sources.duplicates import signature

BATCH = 200


def fill(apps, schema_editor):
    documents = apps.get_model("sources", "Document").objects.exclude(bands=[]).order_by("pk")
    last = 0
    while rows := list(documents.filter(pk__gt=last).only("pk", "text")[:BATCH]):
        for row in rows:
            row.sketch = signature(row.text).sketch
        documents.model.objects.bulk_update(rows, ["sketch"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0012_documents_tell_of_their_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="sketch",
            field=models.BinaryField(
                default=bytes, help_text="A byte of each hash behind them, by which most others are told apart."
            ),
        ),
        # Texts are compressed to a half at a third of what storing a document costs.
        migrations.RunSQL(
            sql="ALTER TABLE sources_document ALTER COLUMN text SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE sources_document ALTER COLUMN text SET STORAGE EXTENDED",
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
