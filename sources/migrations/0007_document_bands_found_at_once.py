"""Turns off the list of pending entries of the index by which copies are found: every search read all of it."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_archive")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER INDEX document_bands_gin SET (fastupdate = off)",
                        "SELECT gin_clean_pending_list('document_bands_gin')",
                    ],
                    "ALTER INDEX document_bands_gin RESET (fastupdate)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("document", "document_bands_gin"),
                migrations.AddIndex(
                    "document",
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["bands"], name="document_bands_gin", fastupdate=False
                    ),
                ),
            ],
        )
    ]
