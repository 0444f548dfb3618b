"""The index of facets puts each entry in its place at once, instead of keeping up to 4 MB that each question reads."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0058_webhook_rests")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                # A change of the setting alone: the index need not be built again.
                migrations.RunSQL(
                    "ALTER INDEX publication_facets_gin SET (fastupdate = off)",
                    "ALTER INDEX publication_facets_gin RESET (fastupdate)",
                ),
                migrations.RunSQL("SELECT gin_clean_pending_list('publication_facets_gin')", migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="publication", name="publication_facets_gin"),
                migrations.AddIndex(
                    model_name="publication",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["facets"], name="publication_facets_gin"
                    ),
                ),
            ],
        )
    ]
