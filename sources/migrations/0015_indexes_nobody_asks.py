"""Drops what Django adds for searches by the beginning of a value, which nobody makes of ids and digests."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0014_kills"),
    ]

    operations = [
        migrations.RunSQL(
            "DROP INDEX IF EXISTS sources_document_public_id_a45873bc_like",
            "CREATE INDEX sources_document_public_id_a45873bc_like ON sources_document (public_id varchar_pattern_ops)",
        ),
        migrations.RunSQL(
            "DROP INDEX IF EXISTS sources_original_digest_e8567991_like",
            "CREATE INDEX sources_original_digest_e8567991_like ON sources_original (digest varchar_pattern_ops)",
        ),
    ]
