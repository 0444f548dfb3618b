"""Lets a document tell of the copy that the house keeps of the answer it was read from."""

from django.db import migrations, models

FILL = """
    UPDATE sources_document SET archived_at = stored.at, archived_digest = stored.digest
    FROM (
        SELECT DISTINCT ON (ingestion.document_id) ingestion.document_id, capture.stored_at AS at, original.digest
        FROM sources_capture AS capture
        JOIN sources_fetch AS answer ON answer.id = capture.fetch_id
        JOIN sources_original AS original ON original.id = answer.original_id
        JOIN sources_ingestion AS ingestion ON ingestion.fetch_id = answer.id AND ingestion.parent_id IS NULL
        WHERE capture.state = 'stored' AND ingestion.document_id IS NOT NULL
        ORDER BY ingestion.document_id, capture.stored_at
    ) AS stored
    WHERE sources_document.id = stored.document_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0011_ingestion_indexes_of_what_is_there"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="archived_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the house kept a copy of the answer it was read from; empty without one.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="archived_digest",
            field=models.CharField(blank=True, help_text="SHA-256 of the bytes of that answer.", max_length=64),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
